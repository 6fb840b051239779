// Reasons in this server for waiting messages: dispatch holds, no running worker, lanes that cannot be reached.
import { Alert, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerStop } from '../../parts/icons.js';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemAnswer } from '../../api/system-answers.js';
import { Moment } from '../../shell/moment.js';

export function Notices({ system: { holds, workers, lanesAway } }: { system: SystemAnswer }): ReactElement {
  const { t } = useTranslation('system');
  return (
    <>
      {lanesAway.length > 0 && (
        <Alert color="red" variant="outline" icon={<IconAlertTriangle aria-hidden />} title={t('lanesAway')}>
          {t('lanesAwayHint', { lanes: lanesAway.join(', ') })}
        </Alert>
      )}
      {!workers.some(({ alive }) => alive) && (
        <Alert color="red" variant="outline" icon={<IconAlertTriangle aria-hidden />} title={t('nobody')}>
          {t('nobodyHint')}
        </Alert>
      )}
      {holds.length > 0 && (
        <Alert variant="default" icon={<IconPlayerStop aria-hidden />} title={t('held')}>
          <List size="sm" listStyleType="none">
            {holds.map(({ what, name, since, everywhere }) => (
              <List.Item key={`${what} ${name ?? ''}`}>
                <Stack gap={0}>
                  <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                    <b>{t(`hold_${what}`, { name })}</b> {t('since')} <Moment at={since} />
                  </Text>
                  {!everywhere && <Text size="sm">{t('notEverywhere')}</Text>}
                </Stack>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
}
