// Why entries of a request failed, the most frequent reason first.
import { Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FailuresAnswer, RequestAnswer } from '../../api/answers.js';
import { ErrorState, Loading } from '../../shell/states.js';
import { StatusBadge } from '../../shell/status-badge.js';
import { useFormat } from '../../texts/format.js';
import classes from './request.module.css';
import { Section, Wide } from './section.js';
import { useReport } from './use-request.js';

export function Failures({ request }: { request: RequestAnswer }): ReactElement {
  const { t } = useTranslation('request');
  const format = useFormat();
  const { data, error, refetch } = useReport<FailuresAnswer>(request, 'failures');
  return (
    <Section title={t('failures')}>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading lines={2} />
      ) : data.items.length === 0 ? (
        <Text size="sm">{t('noFailures')}</Text>
      ) : (
        <Wide name={t('failures')} maxHeight={400}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th ta="end">{t('count')}</Table.Th>
                <Table.Th>{t('status')}</Table.Th>
                <Table.Th>{t('reason')}</Table.Th>
                <Table.Th>{t('carrier')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map(({ status, reason, carrier, count }) => (
                <Table.Tr key={`${status} ${carrier ?? ''} ${reason ?? ''}`}>
                  <Table.Td ta="end" fw={700}>
                    {format.number(count)}
                  </Table.Td>
                  <Table.Td className={classes.status}>
                    <StatusBadge status={status} />
                  </Table.Td>
                  <Table.Td className={classes.reason}>{reason ?? t('noReason')}</Table.Td>
                  <Table.Td>{carrier}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
    </Section>
  );
}
