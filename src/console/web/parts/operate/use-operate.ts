// Sets holds and rate limits, then refreshes the System page and the banner.
import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.js';

/** What is held or resumed; exactly one. */
export type What = { all: true } | { channel: string } | { tenant: string } | { provider: string };

export type Operation = { do: 'stop' | 'resume'; body: What } | { do: 'rate-limit'; body: { provider: string; perSecond: number | null } };

export function useOperate(): UseMutationResult<unknown, Error, Operation> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ do: what, body }: Operation) => api(`/api/v1/system/${what}`, { method: 'POST', body }),
    onSettled: async () => {
      await Promise.all([client.invalidateQueries({ queryKey: ['system'] }), client.invalidateQueries({ queryKey: ['waiting'] })]);
    },
  });
}
