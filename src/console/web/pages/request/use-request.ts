// Reads one request once, then updates it from the server's events.
import { keepPreviousData, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RequestAnswer } from '../../api/answers.js';
import { api } from '../../api/client.js';
import { type EventState, useEvents } from '../../api/use-events.js';
import { isMoving, statusSharesOf } from '../../parts/entry-status/entry-status.js';

export const pathOf = (id: string): string => `/api/v1/messages/sms/${encodeURIComponent(id)}`;

export function useRequest(id: string): UseQueryResult<RequestAnswer> & { state: EventState } {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['request', id],
    queryFn: ({ signal }) => api<RequestAnswer>(pathOf(id), { signal }),
  });
  const { data: heard, state } = useEvents(query.isSuccess ? `${pathOf(id)}/events` : null, 'request');
  useEffect(() => {
    if (heard) client.setQueryData(['request', id], heard);
  }, [client, heard, id]);
  return { ...query, state };
}

const AGAIN_MS = 2_000;
/** The server makes a costly report anew some seconds apart only: once more after 2 s, 4 s, 8 s and 16 s. */
const LAST_TIMES = 4;

/** A report of a request: asked again while it moves, whenever its counts have changed since, and a few times after that. */
export function useReport<Answer>(
  request: RequestAnswer,
  name: string,
  query: Record<string, string | number> = {},
): UseQueryResult<Answer> {
  const isOpen = isMoving(statusSharesOf(request.counts));
  return useQuery({
    queryKey: ['request', request.id, name, query, isOpen ? 'moving' : request.counts],
    queryFn: ({ signal }) => api<Answer>(`${pathOf(request.id)}/${name}`, { query, signal }),
    refetchInterval: ({ state: { dataUpdateCount: times } }) =>
      isOpen ? AGAIN_MS : times >= 1 && times <= LAST_TIMES && AGAIN_MS * 2 ** (times - 1),
    placeholderData: keepPreviousData,
  });
}
