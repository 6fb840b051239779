// The page of one request: live progress, content, times, failure reasons and actions.
import { Badge, Grid, Group, Stack, Text } from '@mantine/core';
import { IconPlayerPause } from '../../parts/icons.js';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { RequestAnswer, TimelineAnswer } from '../../api/answers.js';
import { useScope } from '../../api/session.js';
import type { EventState } from '../../api/use-events.js';
import { EntryStatusBar } from '../../parts/entry-status/entry-status-bar.js';
import { statusSharesOf } from '../../parts/entry-status/entry-status.js';
import { WaitingFor } from '../../parts/waiting/waiting-for.js';
import { Boundary } from '../../shell/boundary.js';
import { Page } from '../../shell/page.js';
import { ErrorState, Loading } from '../../shell/states.js';
import { StatusBadge } from '../../shell/status-badge.js';
import { useFormat } from '../../texts/format.js';
import { Actions } from './actions.js';
import { Entries } from './entries.js';
import { Facts } from './facts.js';
import { Failures } from './failures.js';
import { Moments } from './moments.js';
import { Rates } from './rates.js';
import { Section } from './section.js';
import { useReport, useRequest } from './use-request.js';

export function RequestPage(): ReactElement {
  const { t } = useTranslation('request');
  const { id = '' } = useParams();
  const { data, error, refetch, state } = useRequest(id);
  return (
    <Page title={t('title', { id })}>
      {data ? <Request request={data} state={state} /> : error ? <ErrorState error={error} retry={() => void refetch()} /> : <Loading />}
    </Page>
  );
}

const STATE_COLOUR: Record<EventState, string> = { connecting: 'gray', live: 'green', reconnecting: 'orange' };

function Request({ request, state }: { request: RequestAnswer; state: EventState }): ReactElement {
  const { t } = useTranslation('request');
  const format = useFormat();
  const mayCancel = useScope('messages:cancel');
  const timeline = useReport<TimelineAnswer>(request, 'timeline');
  const total = request.recipientCount;
  return (
    <>
      <Group gap="xs">
        <StatusBadge status={request.state} />
        {request.paused && (
          <Badge variant="default" tt="none" fw={500} leftSection={<IconPlayerPause size={12} aria-hidden />}>
            {t('paused')}
          </Badge>
        )}
        <Badge variant="dot" color={STATE_COLOUR[state]} tt="none" fw={500} role="status" style={{ overflow: 'visible' }}>
          {t(state)}
        </Badge>
      </Group>
      <WaitingFor waits={request.waitingFor} />
      <Boundary name={t('actions')}>{mayCancel && <Actions request={request} />}</Boundary>
      <Boundary name={t('progress')}>
        <Section title={t('progress')} actions={<Text size="sm">{t('recipients', { count: total, total: format.number(total) })}</Text>}>
          <EntryStatusBar statusShares={statusSharesOf(request.counts)} total={total} hasLegend />
        </Section>
      </Boundary>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, xl: 8 }}>
          <Stack gap="md">
            <Boundary name={t('plot')}>
              {timeline.error ? (
                <ErrorState error={timeline.error} retry={() => void timeline.refetch()} />
              ) : (
                timeline.data && <Rates request={request} timeline={timeline.data} />
              )}
            </Boundary>
            <Boundary name={t('failures')}>
              <Failures request={request} />
            </Boundary>
            <Boundary name={t('entries')}>
              <Entries request={request} />
            </Boundary>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, xl: 4 }}>
          <Stack gap="md">
            <Boundary name={t('facts')}>
              <Facts request={request} />
            </Boundary>
            <Boundary name={t('moments')}>
              <Moments request={request} timeline={timeline.data} />
            </Boundary>
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}
