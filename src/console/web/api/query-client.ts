// The retries of calls: a read is retried twice, never before the server's Retry-After. A changing call is never retried.
import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './client.js';

const REPEATS = 2;
const LONGEST_PAUSE_MS = 30_000;

const mayPass = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // An operator who looks at cached numbers while the server is away must be told so by the error, not by a pause.
      networkMode: 'always',
      retry: (failures, error) => failures < REPEATS && mayPass(error),
      retryDelay: (failures, error) =>
        error instanceof ApiError && error.retryAfter !== null
          ? Math.min(error.retryAfter * 1_000, LONGEST_PAUSE_MS)
          : Math.min(500 * 2 ** failures, LONGEST_PAUSE_MS),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
