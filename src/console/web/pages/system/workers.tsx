// Who hands messages over: which processes, since when, and whether they still say so.
import { Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkerAnswer } from '../../api/system-answers.js';
import { Moment } from '../../shell/moment.js';
import { EmptyState } from '../../shell/states.js';
import { Ago } from './ago.js';
import { Narrow, WIDE } from './narrow.js';
import { Section } from './section.js';
import { StateBadge } from './state-badge.js';

export function Workers({ workers, at }: { workers: WorkerAnswer[]; at: string }): ReactElement {
  const { t } = useTranslation('system');
  if (workers.length === 0) {
    return (
      <Section title={t('workers')}>
        <EmptyState title={t('noWorkers')} description={t('noWorkersHint')} />
      </Section>
    );
  }
  return (
    <Section title={t('workers')}>
      <Table aria-label={t('workers')} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('worker')}</Table.Th>
            <Table.Th scope="col">{t('state')}</Table.Th>
            <Table.Th scope="col" visibleFrom={WIDE}>
              {t('startedAt')}
            </Table.Th>
            <Table.Th scope="col" visibleFrom={WIDE}>
              {t('seenAt')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {workers.map(({ id, host, pid, role, version, startedAt, seenAt, alive }) => (
            <Table.Tr key={id}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {host}
                <Text size="xs" c="dimmed">
                  {t('processId', { pid })}
                </Text>
                <Text size="xs" c="dimmed">
                  {t('role', { role, version })}
                </Text>
                <Narrow name={t('startedAt')}>
                  <Moment at={startedAt} />
                </Narrow>
                <Narrow name={t('seenAt')}>
                  <Ago at={seenAt} now={at} />
                </Narrow>
              </Table.Td>
              <Table.Td>
                <StateBadge state={alive ? 'alive' : 'missing'} />
              </Table.Td>
              <Table.Td visibleFrom={WIDE}>
                <Moment at={startedAt} />
              </Table.Td>
              <Table.Td visibleFrom={WIDE}>
                <Ago at={seenAt} now={at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}
