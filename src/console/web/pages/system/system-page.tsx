// How the system is, over all processes and tenants: asked every two seconds, unless whoever looks wants it to stand still. What was seen
// last stays when the server can't be asked, beside the reason.
import { ActionIcon, Group, Switch, Tooltip } from '@mantine/core';
import { IconRefresh } from '../../parts/icons.js';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, ApiError } from '../../api/client.js';
import type { SystemAnswer } from '../../api/system-answers.js';
import { OperateDispatch } from '../../parts/operate/operate.js';
import { Boundary } from '../../shell/boundary.js';
import { Page } from '../../shell/page.js';
import { ErrorState, Loading } from '../../shell/states.js';
import { Backlog } from './backlog.js';
import { Notices } from './notices.js';
import { Overview } from './overview.js';
import { Providers } from './providers.js';
import { Workers } from './workers.js';

const EVERY_MS = 2_000;

/** Not sooner than the server asked for. */
function pauseAfter(error: Error | null): number {
  const asked = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
  return Math.max(EVERY_MS, 1_000 * asked);
}

export function SystemPage(): ReactElement {
  const { t } = useTranslation('system');
  const [search, setSearch] = useSearchParams();
  const refreshing = search.get('refresh') !== 'off';
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => api<SystemAnswer>('/api/v1/system', { signal }),
    refetchInterval: ({ state }) => refreshing && pauseAfter(state.error),
    refetchOnWindowFocus: refreshing,
  });
  const again = (): void => void refetch();

  return (
    <Page
      title={t('title')}
      actions={
        <Group gap="md">
          <Switch
            label={t('refresh')}
            checked={refreshing}
            onChange={({ currentTarget: { checked } }) => {
              setSearch(checked ? {} : { refresh: 'off' }, { replace: true });
            }}
          />
          <Tooltip label={t('refreshNow')} withinPortal={false}>
            <ActionIcon variant="default" size="lg" aria-label={t('refreshNow')} loading={isFetching && !refreshing} onClick={again}>
              <IconRefresh size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      }
    >
      {error && <ErrorState error={error} retry={again} />}
      {data === undefined && !error && <Loading />}
      {data && (
        <>
          <Boundary>
            <Notices system={data} />
          </Boundary>
          <Boundary>
            <OperateDispatch holds={data.holds} />
          </Boundary>
          <Boundary name={t('overview')}>
            <Overview system={data} />
          </Boundary>
          <Boundary name={t('providers')}>
            <Providers providers={data.providers} workers={data.workers} at={data.at} />
          </Boundary>
          <Boundary name={t('backlog')}>
            <Backlog backlog={data.backlog} />
          </Boundary>
          <Boundary name={t('workers')}>
            <Workers workers={data.workers} at={data.at} />
          </Boundary>
        </>
      )}
    </Page>
  );
}
