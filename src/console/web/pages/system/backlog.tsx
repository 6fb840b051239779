// What waits: how long it has been due, as a chart and as a table, and in which queue it is.
import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BacklogAnswer } from '../../api/system-answers.js';
import { Moment } from '../../shell/moment.js';
import { EmptyState } from '../../shell/states.js';
import { useFormat } from '../../texts/format.js';
import { useAge } from './age.js';
import { useChannelName } from './channel-name.js';
import { Narrow, WIDE } from './narrow.js';
import { Section } from './section.js';

const BAR = { isAnimationActive: false };

export function Backlog({ backlog }: { backlog: BacklogAnswer }): ReactElement {
  const { t } = useTranslation('system');
  return (
    <Section title={t('backlog')}>
      <Title order={3} size="h5">
        {t('byAge')}
      </Title>
      <ByAge byAge={backlog.byAge} />
      <Title order={3} size="h5">
        {t('byQueue')}
      </Title>
      {backlog.byQueue.length === 0 ? <EmptyState title={t('nothingWaits')} /> : <ByQueue byQueue={backlog.byQueue} />}
    </Section>
  );
}

function ByAge({ byAge }: Pick<BacklogAnswer, 'byAge'>): ReactElement {
  const { t } = useTranslation('system');
  const format = useFormat();
  const age = useAge();
  const rows = byAge.map(({ upToSeconds, due }, i) => ({ due, age: age(upToSeconds, byAge[i - 1]?.upToSeconds ?? 0) }));
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <div role="img" aria-label={t('byAgeChart')}>
        <BarChart
          h={260}
          data={rows}
          dataKey="age"
          series={[{ name: 'due', label: t('entries'), color: 'blue.6' }]}
          valueFormatter={format.number}
          yAxisProps={{ allowDecimals: false, width: 70 }}
          barProps={BAR}
          maxBarWidth={80}
          accessibilityLayer={false}
        />
      </div>
      <Table aria-label={t('byAge')} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('age')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('entries')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.age}>
              <Table.Td>{row.age}</Table.Td>
              <Table.Td ta="end">{format.number(row.due)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </SimpleGrid>
  );
}

function ByQueue({ byQueue }: Pick<BacklogAnswer, 'byQueue'>): ReactElement {
  const { t } = useTranslation('system');
  const channelName = useChannelName();
  const format = useFormat();
  const oldest = (at: string | null) => (at === null ? t('nothingDue') : <Moment at={at} />);
  return (
    <Table aria-label={t('byQueue')} fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('queue')}</Table.Th>
          <Table.Th scope="col" ta="end">
            {t('waiting')}
          </Table.Th>
          <Table.Th scope="col" ta="end">
            {t('due')}
          </Table.Th>
          <Table.Th scope="col" visibleFrom={WIDE}>
            {t('oldestDue')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {byQueue.map(({ channel, route, sender, waiting, due, oldestDueAt }) => (
          <Table.Tr key={[channel, route, sender].join(' ')}>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              {channelName(channel)}
              <Stack gap={0}>
                <Text size="xs" c="dimmed">
                  {route === null ? t('defaultRoute') : t('route', { name: route })}
                </Text>
                <Text size="xs" c="dimmed">
                  {sender === null ? t('allSenders') : t('sender', { name: sender })}
                </Text>
                <Narrow name={t('oldestDue')}>{oldest(oldestDueAt)}</Narrow>
              </Stack>
            </Table.Td>
            <Table.Td ta="end">{format.number(waiting)}</Table.Td>
            <Table.Td ta="end">{format.number(due)}</Table.Td>
            <Table.Td visibleFrom={WIDE}>{oldest(oldestDueAt)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
