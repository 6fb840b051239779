// The list of recipients, read by a worker, so that a million of them never keep the page from answering.
import { queryOptions } from '@tanstack/react-query';
import type { Draft } from './draft.js';

export type ListSource = { text: string } | { file: File; column: number | null; hasHeader: boolean | null };

export interface ListToRead {
  source: ListSource;
  /** Whose national numbers are taken. */
  country: string | null;
}

export interface ListRead {
  /** Of a file: the columns' names (empty where there is no header row), and what its first recipient has there. */
  columns: string[];
  samples: string[];
  hasHeader: boolean;
  /** Null = somebody has to choose. */
  column: number | null;
  count: number;
  duplicates: number;
  /** No phone numbers, as the server reads them. */
  unlikely: number;
  /** A line of NDJSON each. */
  recipients: Blob;
  fault: { line: number; kind: 'malformed' | 'too long' } | null;
}

const NOTHING = { columns: [], samples: [], hasHeader: false, column: 0, count: 0, duplicates: 0, unlikely: 0, fault: null };

function readList(list: ListToRead, signal: AbortSignal): Promise<ListRead> {
  // Known without a worker, whose numbering plans take a moment to load.
  if ('text' in list.source && list.source.text.trim() === '') return Promise.resolve({ ...NOTHING, recipients: new Blob() });
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
    worker.postMessage(list);
  });
}

const sourceOf = ({ source, pasted, file, column, hasHeader }: Draft): ListSource =>
  source === 'file' && file !== null ? { file, column, hasHeader } : { text: source === 'file' ? '' : pasted };

/** @param country as the server's settings have it */
export const listQuery = (draft: Draft, country: string | null) =>
  queryOptions({
    queryKey: ['recipients', draft.list, country],
    queryFn: ({ signal }) => readList({ source: sourceOf(draft), country }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    structuralSharing: false,
    retry: false,
  });

/** How many would be sent to. */
export const uniqueOf = ({ count, duplicates, unlikely }: ListRead): number => count - duplicates - unlikely;
