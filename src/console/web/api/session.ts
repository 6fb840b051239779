// The session of the signed-in user. Scripts cannot read its cookie; the server reports the session, which is kept in memory only.
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { api, ApiError, onSessionOver, setCsrfToken } from './client.js';
import { queryClient } from './query-client.js';

export type Scope = 'messages:send' | 'messages:read' | 'messages:cancel' | 'system:read' | 'system:manage' | 'config:manage';

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
/** Of drafts: then tenant and subject. */
export const DRAFT_KEY = 'draft';

/** Null = no user is signed in. */
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
  // The page does not wait for a refused call to notice that the session has expired.
  refetchInterval: ({ state }) => (state.data ? untilExpiry(state.data) : false),
});

const LONGEST_TIMER_MS = 3_600_000;
const untilExpiry = ({ expiresAt }: Session): number =>
  Math.min(Math.max(new Date(expiresAt).getTime() - Date.now() + 1_000, 1_000), LONGEST_TIMER_MS);

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => api<Settings>('/console/settings', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

const known = (): Session | null | undefined => queryClient.getQueryData(SESSION_KEY);

/** What was seen goes with who saw it. What somebody has written is theirs by its key, and outlasts a session that ends by itself. */
function forget(kept: readonly unknown[] = ['session', 'settings', DRAFT_KEY]): void {
  queryClient.removeQueries({ predicate: ({ queryKey: [first] }) => !kept.includes(first) });
}

function begun(session: Session): Session {
  // Another tab may have signed in as somebody else.
  if (known()?.csrfToken !== session.csrfToken) forget();
  setCsrfToken(session.csrfToken);
  isOver = false;
  return session;
}

let isOver = false;

/** Whether it ended by itself: the sign-in page says so. */
export const sessionIsOver = (): boolean => isOver;

function end(byItself: boolean): void {
  isOver = byItself;
  queryClient.setQueryData(SESSION_KEY, null);
  forget(byItself ? undefined : ['session', 'settings']);
}

onSessionOver(() => {
  if (known()) end(true);
});

export async function signIn(token: string): Promise<void> {
  const session = await api<Session>(PATH, { method: 'POST', body: { token } });
  queryClient.setQueryData(SESSION_KEY, begun(session));
}

export async function signOut(): Promise<void> {
  await api(PATH, { method: 'DELETE' });
  end(false);
}

/** The session on a page that requires one. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('Nobody is signed in');
  return data;
}

/** True if the user has the scope. The server decides; this only hides actions that the server would refuse. */
export function useScope(scope: Scope): boolean {
  return useSession().scopes.includes(scope);
}

/** What the server is set to; suspends until it is known. */
export function useSettings(): Settings {
  return useSuspenseQuery(settingsQuery).data;
}
