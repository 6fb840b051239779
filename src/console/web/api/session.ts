// Who is signed in. The cookie is not for scripts; what they may know of it is asked from the server and kept in memory alone.
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { api, ApiError, onSessionOver, setCsrfToken } from './client.js';
import { queryClient } from './query-client.js';

export type Scope = 'messages:send' | 'messages:read' | 'messages:cancel' | 'system:read' | 'config:manage';

export interface Session {
  subject: string;
  tenant: string;
  scopes: string[];
  expiresAt: string;
  csrfToken: string;
}

export interface Settings {
  version: string;
  signIn: ('token' | 'oidc')[];
  segmentPrice: { amount: string; currency: string } | null;
  textMaxLength: number;
  voiceMaxLength: number;
  maxSegments: number;
  maxRecipients: number;
  defaultCountry: string | null;
}

const PATH = '/console/session';
export const SESSION_KEY = ['session'] as const;

/** Null = nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return begun(await api<Session>(PATH, { signal }));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => api<Settings>('/console/settings', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

function begun(session: Session): Session {
  setCsrfToken(session.csrfToken);
  return session;
}

onSessionOver(() => {
  queryClient.setQueryData(SESSION_KEY, null);
});

export async function signIn(token: string): Promise<void> {
  const session = await api<Session>(PATH, { method: 'POST', body: { token } });
  queryClient.setQueryData(SESSION_KEY, begun(session));
}

/** What was seen goes with who saw it. */
export async function signOut(): Promise<void> {
  await api(PATH, { method: 'DELETE' });
  queryClient.setQueryData(SESSION_KEY, null);
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' && query.queryKey[0] !== 'settings' });
}

/** Of a page that only who is signed in gets to see. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('Nobody is signed in');
  return data;
}

/** Whether the caller may. The server decides; this only hides what it would refuse. */
export function useScope(scope: Scope): boolean {
  return useSession().scopes.includes(scope);
}

/** What the server is set to; suspends until it is known. */
export function useSettings(): Settings {
  return useSuspenseQuery(settingsQuery).data;
}
