// Server-sent events with the session's cookie. The browser repeats a cut connection by itself, but not one that was refused: that
// is tried again here, ever less often, once it is clear that the session still stands.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ServerEvents } from './events.js';
import { SESSION_KEY } from './session.js';

export type EventState = 'connecting' | 'live' | 'reconnecting';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

interface Heard<Data> {
  /** Undefined until the first came */
  data: Data | undefined;
  state: EventState;
}

/**
 * The newest event of a name, and whether it is live.
 * @param path null = don't listen (yet)
 */
export function useEvents<Name extends keyof ServerEvents>(path: string | null, event: Name): Heard<ServerEvents[Name]> {
  type Data = ServerEvents[Name];
  const [held, setHeld] = useState<Heard<Data> & { path: string }>();
  const queryClient = useQueryClient();

  useEffect(() => {
    if (path === null) return undefined;
    let source: EventSource;
    let timer: number | undefined;
    let pause = FIRST_PAUSE_MS;
    const hold = (change: { data?: Data; state: EventState }): void => {
      setHeld((before) => ({ path, data: before?.path === path ? before.data : undefined, ...change }));
    };
    const checkSession = (): void => void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
    const connect = (): void => {
      source = new EventSource(path);
      source.addEventListener('open', () => {
        pause = FIRST_PAUSE_MS;
        hold({ state: 'live' });
      });
      source.addEventListener(event, (message: MessageEvent<string>) => {
        hold({ data: JSON.parse(message.data) as Data, state: 'live' });
      });
      source.addEventListener('expired', () => {
        source.close();
        checkSession();
      });
      source.addEventListener('error', () => {
        hold({ state: 'reconnecting' });
        if (source.readyState !== EventSource.CLOSED) return;
        checkSession();
        timer = window.setTimeout(connect, pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      });
    };
    connect();
    return () => {
      window.clearTimeout(timer);
      source.close();
    };
  }, [path, event, queryClient]);

  return held?.path === path ? { data: held.data, state: held.state } : { data: undefined, state: 'connecting' };
}
