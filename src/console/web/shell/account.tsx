// Who is signed in, how the console looks to them, and the way out.
import { Button, Divider, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconLogout, IconUserCircle } from '../parts/icons.js';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut, useSession } from '../api/session.js';
import { ColourScheme, LanguageSelect } from './preferences.js';
import { ErrorState } from './states.js';
import classes from './shell.module.css';

export function Account(): ReactElement {
  const { t } = useTranslation();
  const { subject, tenant } = useSession();
  const leaving = useMutation({ mutationFn: signOut });
  return (
    <Popover width={280} position="bottom-end" trapFocus returnFocus withArrow>
      <Popover.Target>
        <UnstyledButton className={classes.account} aria-label={t('account', { subject })}>
          <IconUserCircle aria-hidden />
          <Text component="span" size="sm" truncate visibleFrom="xs">
            {subject}
          </Text>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('account', { subject })}>
        <Stack gap="sm">
          <div>
            <Text fw={600} className={classes.anywhere}>
              {subject}
            </Text>
            <Text size="sm" className={classes.anywhere}>
              {t('tenant', { tenant })}
            </Text>
          </div>
          <Divider />
          <ColourScheme />
          <LanguageSelect />
          <Divider />
          {leaving.error && <ErrorState error={leaving.error} />}
          <Button
            variant="default"
            leftSection={<IconLogout size={16} aria-hidden />}
            loading={leaving.isPending}
            onClick={() => {
              leaving.mutate();
            }}
          >
            {t('signOut')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
