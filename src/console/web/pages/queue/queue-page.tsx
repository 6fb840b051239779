// The SMS Queue: the entries of all requests, newest first, searched, live, and cancelled from here.
import { Button } from '@mantine/core';
import { IconArrowUp } from '../../parts/icons.js';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueEntryAnswer } from '../../api/answers.js';
import { address, ApiError } from '../../api/client.js';
import { useScope } from '../../api/session.js';
import { useEvents } from '../../api/use-events.js';
import { Boundary } from '../../shell/boundary.js';
import { Page } from '../../shell/page.js';
import { EmptyState, ErrorState, Loading } from '../../shell/states.js';
import { useFormat } from '../../texts/format.js';
import { useAgain } from './again.js';
import { LiveCounts } from './counts.js';
import { entriesKey, PAGE_ROWS, type Pages, useEntries } from './entries.js';
import { Filters } from './filters.js';
import { Footer } from './footer.js';
import { MessageDialog } from './message-dialog.js';
import { isEmpty, NOTHING, useSearch } from './search.js';
import { Selection, useSelection } from './selection.js';
import { QueueTable } from './table.js';

const EVENTS = '/api/v1/messages/sms/events';
/** Rows that are loaded before they are seen. */
const AHEAD = PAGE_ROWS / 2;
/** What is seen is told in steps of so many rows: the page is not drawn anew for each. */
const STEP = 10;

export function QueuePage(): ReactElement {
  const { t } = useTranslation('queue');
  const format = useFormat();
  const client = useQueryClient();
  const mayCancel = useScope('messages:cancel');
  const region = useRef<HTMLDivElement>(null);
  const [search, setSearch] = useSearch();
  const [opened, setOpened] = useState<QueueEntryAnswer | null>(null);
  const [seen, setSeen] = useState({ search, first: 0, last: 0 });
  const [first, last] = seen.search === search ? [seen.first, seen.last] : [0, 0];
  const selection = useSelection(search);

  const entries = useEntries(search, last + AHEAD);
  const { query, rows } = entries;
  const { data, error } = query;
  const isRefused = error instanceof ApiError && error.status === 400 && error.errors.length > 0;
  const { from, to } = search;
  const { data: heard, state } = useEvents(isRefused ? null : address(EVENTS, { from, to }), 'counts');
  const { newer, isMore } = useAgain(search, data, [first, last], heard?.at);

  const onSeen = useCallback(
    (from: number, to: number): void => {
      const [first, last] = [Math.floor(from / STEP) * STEP, Math.ceil(to / STEP) * STEP];
      setSeen((before) => (before.search === search && before.first === first && before.last === last ? before : { search, first, last }));
    },
    [search],
  );
  const showNewer = (): void => {
    client.setQueryData<Pages>(
      entriesKey(search),
      (held) => held && { pages: held.pages.slice(0, 1), pageParams: held.pageParams.slice(0, 1) },
    );
    void query.refetch();
    region.current?.scrollTo({ top: 0 });
    // The button goes.
    region.current?.focus();
  };

  return (
    <Page title={t('title')}>
      <Boundary name={t('search')}>
        <Filters search={search} error={error} onSearch={setSearch} />
      </Boundary>
      {!isRefused && (
        <Boundary name={t('counts')}>
          <LiveCounts
            {...{ heard, state }}
            hasDays={from !== '' || to !== ''}
            status={search.status}
            onStatus={(status) => {
              setSearch({ ...search, status });
            }}
          />
        </Boundary>
      )}
      {newer > 0 && (
        <Button
          variant="light"
          size="xs"
          leftSection={<IconArrowUp size={16} aria-hidden />}
          onClick={showNewer}
          style={{ alignSelf: 'flex-start' }}
        >
          {t(isMore ? 'newerAtLeast' : 'newer', { count: newer, total: format.number(newer) })}
        </Button>
      )}
      {mayCancel && <Selection selection={selection} />}
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : isRefused ? (
          <EmptyState title={t('refused')} description={t('refusedHint')} />
        ) : (
          <ErrorState error={error} retry={() => void query.refetch()} />
        )
      ) : rows.length === 0 && !query.hasNextPage ? (
        <EmptyState
          title={t(isEmpty(search) ? 'empty' : 'nothingFound')}
          description={t(isEmpty(search) ? 'emptyHint' : 'nothingFoundHint')}
        >
          {!isEmpty(search) && (
            <Button
              variant="default"
              size="xs"
              onClick={() => {
                setSearch(NOTHING);
              }}
            >
              {t('clear')}
            </Button>
          )}
        </EmptyState>
      ) : (
        <Boundary key={JSON.stringify(search)} name={t('entries')}>
          <QueueTable
            {...{ region, rows, onSeen }}
            isWhole={!query.hasNextPage}
            selected={mayCancel ? selection.selected : null}
            onSelect={selection.select}
            onMessage={setOpened}
            footer={<Footer entries={entries} />}
          />
        </Boundary>
      )}
      <MessageDialog
        entry={opened}
        onClose={() => {
          setOpened(null);
        }}
      />
    </Page>
  );
}
