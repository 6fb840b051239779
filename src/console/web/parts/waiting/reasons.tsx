// The reasons why messages wait: the provider, the reason in the server's sentence, and since when.
import { List, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WaitAnswer } from '../../api/waiting-answers.js';
import { Moment } from '../../shell/moment.js';
import { useServerText } from '../../texts/server-text.js';

export function Reasons({ waits }: { waits: readonly WaitAnswer[] }): ReactElement {
  const { t } = useTranslation('waiting');
  const said = useServerText();
  return (
    <List size="sm" listStyleType="none">
      {waits.map(({ provider, kind, reason, since }) => (
        <List.Item key={[provider, kind, reason].join(' ')}>
          <Stack gap={0}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              <b>{provider === null ? t(`all_${kind}`) : t(kind, { provider })}</b>{' '}
              {since !== null && (
                <>
                  {t('since')} <Moment at={since} />
                </>
              )}
            </Text>
            {kind !== 'held' && (
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {said(reason)}
              </Text>
            )}
            <Text size="sm">{t(`${kind}_hint`)}</Text>
          </Stack>
        </List.Item>
      ))}
    </List>
  );
}
