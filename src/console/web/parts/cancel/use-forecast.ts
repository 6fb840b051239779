// Where the entries of many requests stand, before they are cancelled: asked when somebody is about to, of no more than can be asked at
// once.
import { useQuery } from '@tanstack/react-query';
import type { PageAnswer, RequestAnswer } from '../../api/answers.js';
import { api } from '../../api/client.js';
import { SHARES, type StatusShares, statusSharesOf } from '../entry-status/entry-status.js';
import type { Selection } from './use-cancellations.js';

/** Requests that are asked one by one. */
const MOST_IDS = 100;
const PAGE = 1_000;

interface ForecastOf {
  statusShares: StatusShares;
  /** True: there are more requests than the counted ones. */
  isPart: boolean;
}

const PATH = '/api/v1/messages/sms';
const sumOf = (requests: readonly RequestAnswer[]): StatusShares => {
  const all = requests.map(({ counts }) => statusSharesOf(counts));
  return Object.fromEntries(SHARES.map((share) => [share, all.reduce((sum, each) => sum + each[share], 0)])) as StatusShares;
};

async function forecast(selection: Selection, signal: AbortSignal): Promise<ForecastOf> {
  if ('filter' in selection) {
    const { items, next } = await api<PageAnswer<RequestAnswer>>(PATH, { signal, query: { ...selection.filter, limit: String(PAGE) } });
    return { statusShares: sumOf(items), isPart: next !== null };
  }
  const asked = selection.ids.slice(0, MOST_IDS);
  const requests = await Promise.all(asked.map((id) => api<RequestAnswer>(`${PATH}/${id}`, { signal })));
  return { statusShares: sumOf(requests), isPart: asked.length < selection.ids.length };
}

/** Undefined until it is known. */
export function useForecast(selection: Selection, isWanted: boolean): ForecastOf | undefined {
  const { data } = useQuery({
    queryKey: ['forecast', selection],
    queryFn: ({ signal }) => forecast(selection, signal),
    enabled: isWanted,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return data;
}
