// Why entries of a request failed, the most frequent reason first.
import { Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FailuresAnswer, RequestAnswer } from '../../api/answers.js';
import { ErrorState, Loading } from '../../shell/states.js';
import { StatusBadge } from '../../shell/status-badge.js';
import cards from '../../shell/cards.module.css';
import { useFormat } from '../../texts/format.js';
import { useServerText } from '../../texts/server-text.js';
import classes from './request.module.css';
import { Section, Wide } from './section.js';
import { useReport } from './use-request.js';

export function Failures({ request }: { request: RequestAnswer }): ReactElement {
  const { t } = useTranslation('request');
  const format = useFormat();
  const said = useServerText();
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
          <Table className={cards.table} role="table">
            <Table.Thead>
              <Table.Tr>
                <Table.Th data-name className={classes.number}>
                  {t('count')}
                </Table.Th>
                <Table.Th data-name>{t('status')}</Table.Th>
                <Table.Th data-name>{t('reason')}</Table.Th>
                <Table.Th data-name>{t('provider')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map(({ status, reason, provider, count }) => (
                <Table.Tr key={`${status} ${provider ?? ''} ${reason ?? ''}`}>
                  <Table.Td className={classes.number} data-label={t('count')} fw={700}>
                    {format.number(count)}
                  </Table.Td>
                  <Table.Td className={classes.status} data-label={t('status')}>
                    <StatusBadge status={status} />
                  </Table.Td>
                  <Table.Td className={classes.reason} data-label={t('reason')}>
                    {reason === null ? t('noReason') : said(reason)}
                  </Table.Td>
                  <Table.Td data-label={t('provider')}>{provider}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
    </Section>
  );
}
