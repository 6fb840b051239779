// Holds all, a tenant or a provider, once it was asked whether to, or lets it go on.
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerPlay, IconPlayerStop } from '../icons.js';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { IN_MAIN } from '../../shell/in-main.js';
import { ErrorState } from '../../shell/states.js';
import { useOperate, type What } from './use-operate.js';

/** @param label of the button @param name of the held object, in the question */
export function HoldButton({
  what,
  label,
  name,
  disabled = false,
}: {
  what: What;
  label: string;
  name: string;
  disabled?: boolean;
}): ReactElement {
  const { t } = useTranslation('operate');
  const operate = useOperate();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button
        variant="default"
        size="xs"
        disabled={disabled}
        leftSection={<IconPlayerStop size={16} aria-hidden />}
        onClick={() => {
          operate.reset();
          open();
        }}
      >
        {label}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        portalProps={IN_MAIN}
        title={t('holdTitle', { what: name })}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Stack>
          <Text size="sm">{t('holdHint')}</Text>
          {operate.error && <ErrorState error={operate.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('keep')}
            </Button>
            <Button
              color="red"
              loading={operate.isPending}
              onClick={() => {
                operate.mutate({ do: 'stop', body: what }, { onSuccess: close });
              }}
            >
              {t('hold')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

export function ResumeButton({ what, label }: { what: What; label: string }): ReactElement {
  const operate = useOperate();
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={operate.isPending}
        leftSection={<IconPlayerPlay size={16} aria-hidden />}
        onClick={() => {
          operate.mutate({ do: 'resume', body: what });
        }}
      >
        {label}
      </Button>
      {operate.error && <ErrorState error={operate.error} />}
    </>
  );
}
