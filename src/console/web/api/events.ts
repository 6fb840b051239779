// The server-sent events that the console listens to, by their names.
import type { Counts, RequestAnswer } from './answers.js';

export interface ServerEvents {
  request: RequestAnswer;
  counts: { at: string; from: string; to: string; total: number; counts: Counts };
}
