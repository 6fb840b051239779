// What messages wait for: each carrier, what ails it, since when, in the server's own sentence.
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
      {waits.map(({ carrier, kind, reason, since }) => (
        <List.Item key={[carrier, kind, reason].join(' ')}>
          <Stack gap={0}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              <b>{carrier === null ? t(`all_${kind}`) : t(kind, { carrier })}</b>{' '}
              {since !== null && (
                <>
                  {t('since')} <Moment at={since} />
                </>
              )}
            </Text>
            {kind !== 'stopped' && (
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
