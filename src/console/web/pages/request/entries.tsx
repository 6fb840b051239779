// The first entries of a request; all of them as a file, or in the queue.
import { Anchor, Button, Group, NativeSelect, Table, Text } from '@mantine/core';
import { IconDownload } from '../../parts/icons.js';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { type EntryAnswer, type PageAnswer, type RequestAnswer, type Status, STATUSES } from '../../api/answers.js';
import { address } from '../../api/client.js';
import { Copyable } from '../../shell/copyable.js';
import { Moment } from '../../shell/moment.js';
import { ErrorState, Loading } from '../../shell/states.js';
import { StatusBadge } from '../../shell/status-badge.js';
import cards from '../../shell/cards.module.css';
import { useFormat } from '../../texts/format.js';
import { useServerText } from '../../texts/server-text.js';
import classes from './request.module.css';
import { Section, Wide } from './section.js';
import { pathOf, useReport } from './use-request.js';

const SHOWN = 10;

/** The status in the address of the page. An invalid status counts as absent. */
function useStatus(): [Status | '', (status: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  const status = STATUSES.find((each) => each === parameters.get('status')) ?? '';
  return [
    status,
    (wanted) => {
      setParameters(wanted === '' ? {} : { status: wanted }, { replace: true });
    },
  ];
}

export function Entries({ request }: { request: RequestAnswer }): ReactElement {
  const { t } = useTranslation('request');
  const names = useTranslation('status').t;
  const [status, setStatus] = useStatus();
  const { data, error, refetch } = useReport<PageAnswer<EntryAnswer>>(request, 'entries', { status, limit: SHOWN });
  return (
    <Section
      title={t('entries')}
      actions={
        <Button
          component="a"
          href={address(`${pathOf(request.id)}/entries.csv`, { status })}
          download
          variant="default"
          size="xs"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t('download')}
        </Button>
      }
    >
      <Group justify="space-between" align="end" gap="xs">
        <NativeSelect
          label={t('status')}
          value={status}
          data={[{ value: '', label: t('anyStatus') }, ...STATUSES.map((each) => ({ value: each, label: names(each) }))]}
          onChange={({ currentTarget: { value } }) => {
            setStatus(value);
          }}
        />
        <Anchor component={Link} to={address('/queue', { requestId: request.id, status })} size="sm">
          {t('allInQueue')}
        </Anchor>
      </Group>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading lines={4} />
      ) : data.items.length === 0 ? (
        <Text size="sm">{t('noEntries')}</Text>
      ) : (
        <EntryTable items={data.items} />
      )}
    </Section>
  );
}

function EntryTable({ items }: { items: readonly EntryAnswer[] }): ReactElement {
  const { t } = useTranslation('request');
  const format = useFormat();
  const said = useServerText();
  return (
    <Wide name={t('entries')}>
      <Table className={cards.table} role="table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th data-name>{t('mobile')}</Table.Th>
            <Table.Th data-name>{t('status')}</Table.Th>
            <Table.Th data-name>{t('reason')}</Table.Th>
            <Table.Th data-name className={classes.number}>
              {t('attempts')}
            </Table.Th>
            <Table.Th data-name>{t('updated')}</Table.Th>
            <Table.Th data-name>{t('smsId')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((entry) => (
            <Table.Tr key={entry.smsId}>
              <Table.Td data-label={t('mobile')}>{entry.mobile}</Table.Td>
              <Table.Td className={classes.status} data-label={t('status')}>
                <StatusBadge status={entry.status} />
              </Table.Td>
              <Table.Td className={classes.reason} data-label={t('reason')}>
                {said(entry.statusMessage)}
              </Table.Td>
              <Table.Td className={classes.number} data-label={t('attempts')}>
                {format.number(entry.attempts)}
              </Table.Td>
              <Table.Td className={classes.moment} data-label={t('updated')}>
                <Moment at={entry.updatedAt} />
              </Table.Td>
              <Table.Td className={classes.id} data-label={t('smsId')}>
                <Copyable value={entry.smsId} what={t('theSmsId', { id: entry.smsId })} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
