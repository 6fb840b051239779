// The requests: pages without an end, each loaded when the one before is seen.
import { type InfiniteData, type QueryKey, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { PageAnswer, RequestAnswer } from '../../api/answers.js';
import { api } from '../../api/client.js';
import { askedOf, type Filter } from './filter.js';

const PAGE_ROWS = 50;
/** While no more pages than these are loaded, they are asked again by themselves. */
const LIVE_PAGES = 2;
const AGAIN_MS = 5_000;

type Pages = InfiniteData<PageAnswer<RequestAnswer>, string | null>;

export function useRequests(filter: Filter): UseInfiniteQueryResult<Pages> {
  return useInfiniteQuery<PageAnswer<RequestAnswer>, Error, Pages, QueryKey, string | null>({
    queryKey: ['requests', filter],
    queryFn: ({ pageParam, signal }) =>
      api<PageAnswer<RequestAnswer>>('/api/v1/messages/sms', {
        query: { ...askedOf(filter), cursor: pageParam, limit: PAGE_ROWS },
        signal,
      }),
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state: { data, error } }) =>
      error === null && data !== undefined && data.pages.length <= LIVE_PAGES ? AGAIN_MS : false,
  });
}
