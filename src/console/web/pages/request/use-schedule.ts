// Pauses, resumes or reschedules a request. The server answers the exact number of changed entries.
import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import type { RescheduledAnswer } from '../../api/answers.js';
import { api } from '../../api/client.js';
import { pathOf } from './use-request.js';

export type ScheduleChange = { paused: boolean } | { startsAt: string };

export interface Rescheduled {
  answer: RescheduledAnswer;
  asked: ScheduleChange;
}

export function useSchedule(id: string): UseMutationResult<Rescheduled, Error, ScheduleChange> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (asked: ScheduleChange) => ({
      asked,
      answer: await api<RescheduledAnswer>(pathOf(id), { method: 'PATCH', body: asked }),
    }),
    onSettled: async () => {
      await Promise.all([client.invalidateQueries({ queryKey: ['request', id] }), client.invalidateQueries({ queryKey: ['requests'] })]);
    },
  });
}
