// Pauses, resumes or reschedules a request; the server says exactly how many entries that still reached.
import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import type { AlteredAnswer } from '../../api/answers.js';
import { api } from '../../api/client.js';
import { pathOf } from './use-request.js';

export type Alteration = { paused: boolean } | { startsAt: string };

export interface Altered {
  answer: AlteredAnswer;
  asked: Alteration;
}

export function useAlter(id: string): UseMutationResult<Altered, Error, Alteration> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (asked: Alteration) => ({ asked, answer: await api<AlteredAnswer>(pathOf(id), { method: 'PATCH', body: asked }) }),
    onSettled: async () => {
      await Promise.all([client.invalidateQueries({ queryKey: ['request', id] }), client.invalidateQueries({ queryKey: ['requests'] })]);
    },
  });
}
