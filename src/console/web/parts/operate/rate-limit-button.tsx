// Sets how many messages a second a provider gets, over all workers.
import { Button, Group, Modal, NumberInput, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconGauge } from '../icons.js';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.js';
import { IN_MAIN } from '../../shell/in-main.js';
import { ErrorState } from '../../shell/states.js';
import { useOperate } from './use-operate.js';

const FASTEST = 9_999_999;

export function RateLimitButton({ provider, perSecond }: { provider: string; perSecond: number }): ReactElement {
  const { t } = useTranslation('operate');
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" size="xs" leftSection={<IconGauge size={16} aria-hidden />} onClick={open}>
        {t('rateLimit')}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        portalProps={IN_MAIN}
        title={t('rateTitle', { provider })}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {opened && <RateLimit provider={provider} perSecond={perSecond} onClose={close} />}
      </Modal>
    </>
  );
}

function RateLimit({ provider, perSecond, onClose }: { provider: string; perSecond: number; onClose: () => void }): ReactElement {
  const { t } = useTranslation('operate');
  const operate = useOperate();
  const [value, setValue] = useState<number | string>(perSecond);
  const set = (limit: number | null): void => {
    operate.mutate({ do: 'rate-limit', body: { provider, perSecond: limit } }, { onSuccess: onClose });
  };
  const ofField = operate.error instanceof ApiError ? operate.error.of('perSecond') : undefined;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (typeof value === 'number') set(value);
      }}
    >
      <Stack>
        <NumberInput
          label={t('perSecond')}
          description={t('perSecondHint')}
          error={ofField}
          min={0}
          max={FASTEST}
          decimalScale={6}
          allowNegative={false}
          value={value}
          onChange={setValue}
        />
        {operate.error && ofField === undefined && <ErrorState error={operate.error} />}
        <Group justify="flex-end">
          <Button
            variant="default"
            onClick={() => {
              set(null);
            }}
          >
            {t('asConfigured')}
          </Button>
          <Button type="submit" loading={operate.isPending} disabled={typeof value !== 'number'}>
            {t('set')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
