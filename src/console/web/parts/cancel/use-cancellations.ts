// Cancels many requests, and reports each result as the server answers it. An answer without its last line was cut off.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { CancellationLine, CancellationsSum } from '../../api/answers.js';
import { ApiError, ask } from '../../api/client.js';

export type Filter = Readonly<Record<string, string>>;
export type Selection = { readonly ids: readonly string[] } | { readonly filter: Filter; readonly words: string };

/** As many as the server takes at once. */
const MOST_IDS = 1_000;

type Phase = 'asking' | 'running' | 'finished' | 'stopped' | 'cut' | 'refused';

interface Course {
  phase: Phase;
  lines: readonly CancellationLine[];
  cancelled: number;
  /** Of a refusal */
  error?: unknown;
}

interface Cancellations extends Course {
  /** Also goes on after it was cut off or stopped: those that were answered are not asked for again. Resolves at its end. */
  start: () => Promise<void>;
  stop: () => void;
}

async function* linesOf(response: Response): AsyncGenerator<CancellationLine | CancellationsSum> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as CancellationLine | CancellationsSum;
  }
}

function bodiesOf(selection: Selection, answered: ReadonlySet<string>): object[] {
  if ('filter' in selection) return [{ filter: selection.filter }];
  const ids = selection.ids.filter((id) => !answered.has(id));
  return Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, i) => ({ ids: ids.slice(i * MOST_IDS, (i + 1) * MOST_IDS) }));
}

export function useCancellations(selection: Selection): Cancellations {
  const client = useQueryClient();
  const [course, setCourse] = useState<Course>({ phase: 'asking', lines: [], cancelled: 0 });
  const leaving = useRef<AbortController>(undefined);
  useEffect(
    () => () => {
      leaving.current?.abort();
    },
    [],
  );

  const run = async (): Promise<void> => {
    const controller = new AbortController();
    leaving.current = controller;
    const lines = [...course.lines];
    const known = new Set(lines.map(({ requestId }) => requestId));
    let { cancelled } = course;
    let frame = 0;
    const tell = (phase: Phase, error?: unknown): void => {
      cancelAnimationFrame(frame);
      frame = 0;
      setCourse({ phase, lines: [...lines], cancelled, error });
    };
    const cancelOne = async (body: object): Promise<boolean> => {
      const response = await ask('/api/v1/messages/sms/cancellations', { method: 'POST', body, signal: controller.signal });
      for await (const line of linesOf(response)) {
        if ('requests' in line) return true;
        // One that a filter found before it was cut off is answered once more, with nothing left to cancel.
        if (known.has(line.requestId) && line.cancelled === 0) continue;
        lines.push(line);
        cancelled += line.cancelled ?? 0;
        // Thousands of lines a second are drawn as often as the screen is.
        if (frame === 0)
          frame = requestAnimationFrame(() => {
            tell('running');
          });
      }
      return false;
    };
    tell('running');
    try {
      let isWhole = true;
      for (const body of bodiesOf(selection, known)) isWhole = isWhole && (await cancelOne(body));
      tell(isWhole ? 'finished' : 'cut');
    } catch (error) {
      const isRefused = error instanceof ApiError && error.status !== 0;
      tell(controller.signal.aborted ? 'stopped' : isRefused ? 'refused' : 'cut', error);
    }
    await Promise.all([client.invalidateQueries({ queryKey: ['request'] }), client.invalidateQueries({ queryKey: ['requests'] })]);
  };

  return {
    ...course,
    start: run,
    stop: () => {
      leaving.current?.abort();
    },
  };
}
