// What has changed since the rows were loaded: their statuses, which are put in their place, and how many newer entries there are, which
// wait until they are asked for, so that nothing jumps under the reader.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueueEntryAnswer, QueuePageAnswer } from '../../api/answers.js';
import { entriesKey, fetchPage, type Pages } from './entries.js';
import type { Search } from './search.js';

/** In the server's order: by submission, then by ID. */
const isNewer = (a: QueueEntryAnswer, b: QueueEntryAnswer): boolean =>
  a.submittedAt === b.submittedAt ? BigInt(a.smsId) > BigInt(b.smsId) : a.submittedAt > b.submittedAt;

const hasMoved = (a: QueueEntryAnswer, b: QueueEntryAnswer): boolean =>
  a.updatedAt !== b.updatedAt || a.status !== b.status || a.statusMessage !== b.statusMessage;

/** What did not change stays the same object, so that its row is not drawn again. */
function withChanges(held: Pages, seen: readonly QueueEntryAnswer[]): Pages {
  const bySmsId = new Map(seen.map((item) => [item.smsId, item]));
  const pages = held.pages.map((page) => {
    const changed = page.items.some((item) => {
      const now = bySmsId.get(item.smsId);
      return now !== undefined && hasMoved(item, now);
    });
    return changed ? { ...page, items: page.items.map((item) => bySmsId.get(item.smsId) ?? item) } : page;
  });
  return pages.every((page, index) => page === held.pages[index]) ? held : { ...held, pages };
}

const pageOfRow = (pages: readonly QueuePageAnswer[], row: number): number => {
  let before = 0;
  return pages.findIndex((page) => (before += page.items.length) > row);
};

interface Again {
  newer: number;
  /** There are more than were looked at. */
  isMore: boolean;
}

/** Looks again whenever `moment` is another one. @param row the first that is seen */
export function useAgain(search: Search, held: Pages | undefined, row: number, moment: string | undefined): Again {
  const client = useQueryClient();
  const seen = held === undefined ? -1 : pageOfRow(held.pages, row);
  const cursor = held?.pageParams[Math.max(seen, 0)] ?? null;
  const { data } = useQuery({
    queryKey: ['queue', 'again', search, cursor, moment],
    queryFn: async ({ signal }): Promise<QueueEntryAnswer[]> => {
      const cursors = cursor === null ? [null] : [null, cursor];
      const [newest, ...others] = await Promise.all(cursors.map((from) => fetchPage(search, from, signal)));
      const items = newest?.items ?? [];
      client.setQueryData<Pages>(entriesKey(search), (now) => now && withChanges(now, [...items, ...others.flatMap((page) => page.items)]));
      return items;
    },
    enabled: held !== undefined && moment !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    placeholderData: (before, query) => (query?.queryKey[2] === search ? before : undefined),
  });
  if (data === undefined || held === undefined) return { newer: 0, isMore: false };
  const top = held.pages.find((page) => page.items.length > 0)?.items[0];
  const newer = top === undefined ? data.length : data.filter((item) => isNewer(item, top)).length;
  return { newer, isMore: newer > 0 && newer === data.length && top !== undefined };
}
