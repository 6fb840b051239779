// How each provider stands, over all workers and with each of them.
import { Card, Group, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { type ReactElement, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderAnswer, WorkerAnswer } from '../../api/system-answers.js';
import { OperateProvider } from '../../parts/operate/operate.js';
import { Reasons } from '../../parts/waiting/reasons.js';
import { Moment } from '../../shell/moment.js';
import { EmptyState } from '../../shell/states.js';
import { useFormat } from '../../texts/format.js';
import { Ago } from './ago.js';
import { useChannelName } from './channel-name.js';
import { Facts } from './facts.js';
import { Narrow, WIDE } from './narrow.js';
import { Section } from './section.js';
import { StateBadge } from './state-badge.js';

interface ProvidersProps {
  providers: ProviderAnswer[];
  workers: WorkerAnswer[];
  at: string;
}

export function Providers({ providers, workers, at }: ProvidersProps): ReactElement {
  const { t } = useTranslation('system');
  return (
    <Section title={t('providers')}>
      {providers.length === 0 ? (
        <EmptyState title={t('noProviders')} description={t('noProvidersHint')} />
      ) : (
        <SimpleGrid cols={{ base: 1, lg: Math.min(2, providers.length), xl: Math.min(3, providers.length) }}>
          {providers.map((provider) => (
            <Provider key={provider.name} provider={provider} workers={workers} at={at} />
          ))}
        </SimpleGrid>
      )}
    </Section>
  );
}

function Provider({ provider, workers, at }: { provider: ProviderAnswer; workers: WorkerAnswer[]; at: string }): ReactElement {
  const { t } = useTranslation('system');
  const format = useFormat();
  const channelName = useChannelName();
  const id = useId();
  const { name, state, channels, ratePerSecond, rateLimitPerSecond, inFlight, maxInFlight, throttledUntil } = provider;
  const rateOf = (perSecond: number): string => (perSecond === 0 ? t('noLimit') : t('perSecond', { rate: format.number(perSecond) }));
  return (
    <Card withBorder padding="sm" role="group" aria-labelledby={id}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Title order={3} size="h5" id={id} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Title>
          <StateBadge state={state} />
        </Group>
        <Text size="sm" c="dimmed">
          {t(`${state}_hint`)}
        </Text>
        {provider.trouble && <Reasons waits={[{ ...provider.trouble, provider: name }]} />}
        <OperateProvider provider={provider} />
        <Facts
          cols={{ base: 2, sm: 3 }}
          facts={[
            { name: t('channels'), value: channels.map(channelName).join(', ') },
            {
              name: t('rate'),
              value: rateLimitPerSecond === null ? rateOf(ratePerSecond) : t('rateLimited', { rate: rateOf(rateLimitPerSecond) }),
            },
            { name: t('inFlight'), value: t('inFlightOf', { inFlight: format.number(inFlight), maxInFlight: format.number(maxInFlight) }) },
            ...(throttledUntil === null ? [] : [{ name: t('throttledUntil'), value: <Moment at={throttledUntil} /> }]),
          ]}
        />
        {provider.workers.length === 0 ? (
          <Text size="sm">{t('noReport')}</Text>
        ) : (
          <ByWorker provider={provider} workers={workers} at={at} />
        )}
      </Stack>
    </Card>
  );
}

function ByWorker({ provider, workers, at }: { provider: ProviderAnswer; workers: WorkerAnswer[]; at: string }): ReactElement {
  const { t } = useTranslation('system');
  const format = useFormat();
  return (
    <Table aria-label={t('ofWorkers', { provider: provider.name })} fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('worker')}</Table.Th>
          <Table.Th scope="col">{t('breaker')}</Table.Th>
          <Table.Th scope="col" visibleFrom={WIDE}>
            {t('inFlight')}
          </Table.Th>
          <Table.Th scope="col" visibleFrom={WIDE}>
            {t('lastAnswer')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {provider.workers.map(({ id, breaker, inFlight, maxInFlight, throttledUntil, lastAnswerAt }) => {
          const worker = workers.find((each) => each.id === id);
          const flying = t('inFlightOf', { inFlight: format.number(inFlight), maxInFlight: format.number(maxInFlight) });
          const answered = lastAnswerAt === null ? t('never') : <Ago at={lastAnswerAt} now={at} />;
          return (
            <Table.Tr key={id}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {worker?.host ?? id}
                {worker && (
                  <Text size="xs" c="dimmed">
                    {t('processId', { pid: worker.pid })}
                  </Text>
                )}
                <Narrow name={t('inFlight')}>{flying}</Narrow>
                <Narrow name={t('lastAnswer')}>{answered}</Narrow>
              </Table.Td>
              <Table.Td>
                <StateBadge state={breaker} />
                {throttledUntil !== null && (
                  <Text size="xs" c="dimmed">
                    {t('throttledUntil')} <Moment at={throttledUntil} />
                  </Text>
                )}
              </Table.Td>
              <Table.Td visibleFrom={WIDE}>{flying}</Table.Td>
              <Table.Td visibleFrom={WIDE}>{answered}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
