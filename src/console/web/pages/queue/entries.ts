// The rows of the queue: pages without an end, each loaded when the one before is nearly seen.
import { type InfiniteData, type QueryKey, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { QueueEntryAnswer, QueuePageAnswer } from '../../api/answers.js';
import { api } from '../../api/client.js';
import type { Search } from './search.js';

export interface LoadedPage extends QueuePageAnswer {
  /** By the browser's clock */
  loadedAt: number;
}
export type Pages = InfiniteData<LoadedPage, string | null>;

export const PAGE_ROWS = 250;
/** So many short pages follow one another before the reader is asked whether to go on: each may cost the server a long look. */
const MOST_SHORT = 8;

export const entriesKey = (search: Search): QueryKey => ['queue', 'entries', search];

/** A blast has one content for all of its rows: held once (10,000 rows of 1,600 characters would take 16 MB more). */
function sharing(page: QueuePageAnswer): LoadedPage {
  let last = '';
  for (const item of page.items) {
    if (item.content === last) item.content = last;
    else last = item.content;
  }
  return { ...page, loadedAt: Date.now() };
}

export async function fetchPage(search: Search, cursor: string | null, signal: AbortSignal): Promise<LoadedPage> {
  return sharing(await api<QueuePageAnswer>('/api/v1/messages/sms/entries', { query: { ...search, cursor, limit: PAGE_ROWS }, signal }));
}

function shortAtTheEnd(pages: readonly QueuePageAnswer[]): number {
  const lastWhole = pages.findLastIndex((page) => page.items.length === PAGE_ROWS);
  return pages.length - 1 - lastWhole;
}

export interface Entries {
  query: UseInfiniteQueryResult<Pages>;
  rows: QueueEntryAnswer[];
  /** How far back it has looked; null = to the end, or nothing is known yet */
  searchedTo: string | null;
  /** Many short pages came, and nobody has asked to go on yet. */
  isResting: boolean;
  more: () => void;
}

/** @param wanted how many rows should be there by now */
export function useEntries(search: Search, wanted: number): Entries {
  const query = useInfiniteQuery<LoadedPage, Error, Pages, QueryKey, string | null>({
    queryKey: entriesKey(search),
    queryFn: ({ pageParam, signal }) => fetchPage(search, pageParam, signal),
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    // All pages would be loaded again, one by one: what has changed is looked after by useAgain.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const { data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const [granted, setGranted] = useState({ search, pages: 0 });
  const pages = data?.pages ?? [];
  const askedFor = granted.search === search ? granted.pages : 0;
  const isResting = hasNextPage && shortAtTheEnd(pages) >= MOST_SHORT && pages.length >= askedFor;
  const goesOn = hasNextPage && !isFetching && !isFetchNextPageError && !isResting && rows.length < wanted;

  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);

  const more = (): void => {
    setGranted({ search, pages: pages.length + MOST_SHORT });
    void fetchNextPage();
  };
  return { query, rows, searchedTo: pages.at(-1)?.searchedTo ?? null, isResting, more };
}
