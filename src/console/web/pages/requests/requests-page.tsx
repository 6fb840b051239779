// The requests, newest first, with their progress. Many requests can be cancelled at once, by selection or by filter.
import { Button, Group, Text } from '@mantine/core';
import { IconRefresh, IconX } from '../../parts/icons.js';
import { type ReactElement, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.js';
import { useScope } from '../../api/session.js';
import { CancelManyDialog } from '../../parts/cancel/cancel-many-dialog.js';
import type { Selection } from '../../parts/cancel/use-cancellations.js';
import { isCancellable, statusSharesOf } from '../../parts/entry-status/entry-status.js';
import { Boundary } from '../../shell/boundary.js';
import { Page } from '../../shell/page.js';
import { EmptyState, ErrorState, Loading } from '../../shell/states.js';
import { useFormat } from '../../texts/format.js';
import { askedOf, isEmpty, useFilter, useWords } from './filter.js';
import { Filters } from './filters.js';
import { RequestTable } from './request-table.js';
import { useRequests } from './use-requests.js';

const NONE: ReadonlySet<string> = new Set();

export function RequestsPage(): ReactElement {
  const { t } = useTranslation('requests');
  const format = useFormat();
  const mayCancel = useScope('messages:cancel');
  const [filter, setFilter] = useFilter();
  const words = useWords(filter);
  const query = useRequests(filter);
  const [cancelling, setCancelling] = useState<Selection | null>(null);
  // Another filter begins with nothing selected: what is not seen is not cancelled.
  const [held, setHeld] = useState({ filter, ids: NONE });
  const selected = held.filter === filter ? held.ids : NONE;
  const select = useCallback(
    (ids: readonly string[], isSelected: boolean): void => {
      setHeld((before) => {
        const now = new Set(before.filter === filter ? before.ids : NONE);
        for (const id of ids) {
          if (isSelected) now.add(id);
          else now.delete(id);
        }
        return { filter, ids: now };
      });
    },
    [filter],
  );
  const { data, error } = query;
  const isRefused = error instanceof ApiError && error.status === 400 && error.errors.length > 0;
  const requests = data?.pages.flatMap(({ items }) => items) ?? [];
  const isAll = data !== undefined && !query.hasNextPage;
  // Not where all that match have ended.
  const canMatch =
    !isEmpty(filter) && requests.length > 0 && (!isAll || requests.some(({ counts }) => isCancellable(statusSharesOf(counts))));

  return (
    <Page
      title={t('title')}
      actions={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={query.isRefetching && !query.isFetchingNextPage && query.isStale}
          onClick={() => void query.refetch()}
        >
          {t('refresh')}
        </Button>
      }
    >
      <Boundary name={t('search')}>
        <Filters filter={filter} error={error} onFilter={setFilter} />
      </Boundary>
      {mayCancel && (selected.size > 0 || canMatch) && (
        <Group gap="xs" role="group" aria-label={t('selection')}>
          {selected.size > 0 && (
            <>
              <Text size="sm">{t('selected', { count: selected.size, total: format.number(selected.size) })}</Text>
              <Button
                variant="default"
                size="xs"
                onClick={() => {
                  setHeld({ filter, ids: NONE });
                }}
              >
                {t('clearSelection')}
              </Button>
              <Button
                color="red"
                size="xs"
                leftSection={<IconX size={16} aria-hidden />}
                onClick={() => {
                  setCancelling({ ids: [...selected] });
                }}
              >
                {t('cancelSelected', { count: selected.size, total: format.number(selected.size) })}
              </Button>
            </>
          )}
          {canMatch && (
            <Button
              color="red"
              variant="outline"
              size="xs"
              leftSection={<IconX size={16} aria-hidden />}
              onClick={() => {
                setCancelling({ filter: askedOf(filter), words });
              }}
            >
              {t('cancelMatching')}
            </Button>
          )}
        </Group>
      )}
      {isRefused ? (
        <EmptyState title={t('refused')} description={t('refusedHint')} />
      ) : error && data === undefined ? (
        <ErrorState error={error} retry={() => void query.refetch()} />
      ) : data === undefined ? (
        <Loading />
      ) : requests.length === 0 && isAll ? (
        <EmptyState
          title={t(isEmpty(filter) ? 'empty' : 'nothingFound')}
          description={t(isEmpty(filter) ? 'emptyHint' : 'nothingFoundHint')}
        />
      ) : (
        <Boundary name={t('requests')}>
          <RequestTable query={query} requests={requests} selected={mayCancel ? selected : null} onSelect={select} />
        </Boundary>
      )}
      {error && data !== undefined && !isRefused && <ErrorState error={error} retry={() => void query.refetch()} />}
      <CancelManyDialog
        selection={cancelling}
        onClose={() => {
          setCancelling(null);
        }}
      />
    </Page>
  );
}
