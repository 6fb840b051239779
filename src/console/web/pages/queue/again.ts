// What has changed since the rows were loaded: their statuses, which are put in their place, and how many newer entries there are, which
// wait until they are asked for, so that nothing jumps under the reader. Only the pages that are seen are looked at again.
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueueEntryAnswer } from '../../api/answers.js';
import { entriesKey, fetchPage, type LoadedPage, type Pages } from './entries.js';
import type { Search } from './search.js';

/** In the server's order: by submission, then by ID. */
const isNewer = (a: QueueEntryAnswer, b: QueueEntryAnswer): boolean =>
  a.submittedAt === b.submittedAt ? BigInt(a.smsId) > BigInt(b.smsId) : a.submittedAt > b.submittedAt;

const hasMoved = (a: QueueEntryAnswer, b: QueueEntryAnswer): boolean =>
  a.updatedAt !== b.updatedAt || a.status !== b.status || a.statusMessage !== b.statusMessage;

/** What did not change stays the same object, so that its row is not drawn again. */
function put(client: QueryClient, search: Search, looked: readonly number[], items: readonly QueueEntryAnswer[]): void {
  const bySmsId = new Map(items.map((item) => [item.smsId, item]));
  const now = (item: QueueEntryAnswer): QueueEntryAnswer => {
    const other = bySmsId.get(item.smsId);
    return other !== undefined && hasMoved(item, other) ? other : item;
  };
  client.setQueryData<Pages>(
    entriesKey(search),
    (held) =>
      held && {
        ...held,
        pages: held.pages.map((page, index) =>
          looked.includes(index) ? { ...page, items: page.items.map(now), loadedAt: Date.now() } : page,
        ),
      },
  );
}

/** Indexes of the pages that hold these rows. */
function pagesOf(pages: readonly LoadedPage[], first: number, last: number): number[] {
  let begin = 0;
  return pages.flatMap(({ items }, index) => {
    const end = begin + items.length;
    const isSeen = begin <= last && end > first;
    begin = end;
    return isSeen ? [index] : [];
  });
}

const ONCE = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, retry: false, refetchOnWindowFocus: false } as const;

interface Again {
  newer: number;
  /** There are more than were looked at. */
  isMore: boolean;
}

/** Looks again whenever `moment` is another one. */
export function useAgain(search: Search, held: Pages | undefined, seen: [number, number], moment: string | undefined): Again {
  const client = useQueryClient();
  const top = held?.pages.find((page) => page.items.length > 0)?.items[0];

  const { data, dataUpdatedAt, isPlaceholderData } = useQuery({
    ...ONCE,
    queryKey: ['queue', 'newest', search, moment],
    queryFn: async ({ signal }) => (await fetchPage(search, null, signal)).items,
    enabled: held !== undefined && moment !== undefined,
    placeholderData: (before, query) => (query?.queryKey[2] === search ? before : undefined),
  });

  const old =
    held === undefined || isPlaceholderData ? [] : pagesOf(held.pages, ...seen).filter((index) => loadedAt(held, index) < dataUpdatedAt);
  useQuery({
    ...ONCE,
    queryKey: ['queue', 'again', search, moment, old],
    queryFn: async ({ signal }) => {
      const fetched = await Promise.all(
        old.map((index) =>
          // The first page is no longer the newest one: it begins where its first entry was submitted.
          fetchPage(index === 0 && top ? { ...search, to: top.submittedAt } : search, held?.pageParams[index] ?? null, signal),
        ),
      );
      put(
        client,
        search,
        old,
        fetched.flatMap(({ items }) => items),
      );
      return null;
    },
    enabled: old.length > 0,
  });

  if (data === undefined || held === undefined) return { newer: 0, isMore: false };
  const newer = top === undefined ? data.length : data.filter((item) => isNewer(item, top)).length;
  return { newer, isMore: newer > 0 && newer === data.length && top !== undefined };
}

const loadedAt = ({ pages }: Pages, index: number): number => pages[index]?.loadedAt ?? 0;
