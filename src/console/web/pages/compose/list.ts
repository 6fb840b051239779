// The list of recipients, read by a worker, so that a million of them never keep the page from answering.
import { queryOptions } from '@tanstack/react-query';
import type { Draft } from './draft.js';

export type ListSource = { text: string } | { file: File; column: number | null; hasHeader: boolean | null };

export interface ListRead {
  /** Of a file: the columns' names (empty where there is no header row), and what its first recipient has there. */
  columns: string[];
  samples: string[];
  hasHeader: boolean;
  /** Null = somebody has to choose. */
  column: number | null;
  count: number;
  /** By their digits; the server, which knows numbering plans, has the last word. */
  duplicates: number;
  /** Nothing that could be a phone number. */
  unlikely: number;
  /** A line of NDJSON each. */
  recipients: Blob;
  fault: { line: number; kind: 'malformed' | 'too long' } | null;
}

function readList(source: ListSource, signal: AbortSignal): Promise<ListRead> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./list.worker.ts', import.meta.url), { type: 'module' });
    signal.addEventListener('abort', () => {
      worker.terminate();
      reject(new DOMException('Another list is read', 'AbortError'));
    });
    worker.addEventListener('message', ({ data }: MessageEvent<ListRead>) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', ({ message }) => {
      worker.terminate();
      reject(new Error(message));
    });
    worker.postMessage(source);
  });
}

const sourceOf = ({ source, pasted, file, column, hasHeader }: Draft): ListSource =>
  source === 'file' && file !== null ? { file, column, hasHeader } : { text: source === 'file' ? '' : pasted };

export const listQuery = (draft: Draft) =>
  queryOptions({
    queryKey: ['recipients', draft.list],
    queryFn: ({ signal }) => readList(sourceOf(draft), signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    structuralSharing: false,
    retry: false,
  });

/** How many would be sent to. */
export const uniqueOf = ({ count, duplicates, unlikely }: ListRead): number => count - duplicates - unlikely;
