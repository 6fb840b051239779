// For each move of an entry a sequence of steps that takes it, in a request of one recipient.
import type { AttemptResult } from '../../src/queue/lease/batch.js';
import { type EntryState, NOT_ACCEPTED, OUTCOME } from '../../src/queue/states.js';
import type { SingleMove } from './moves.js';
import type { Step } from './steps.js';

const CLAIM: Step = { do: 'claim', batch: 1, slices: 1 };
const completed = (result: AttemptResult): Step => ({ do: 'complete', which: 0, results: [result] });
const ended = (outcome: (typeof OUTCOME)[keyof typeof OUTCOME]): AttemptResult => ({ kind: 'ended', outcome, provider: 'c' });
const retried = (throttled: boolean): AttemptResult => ({ kind: 'retry', waitMs: 0, throttled, provider: 'c', reason: 'r' });
const receipt = (said: number): Step => ({ do: 'receipt', which: 0, ahead: 0, said, by: { provider: 'c' } });
/** The provider is known not to have it. */
const isAbsent = ({ event }: SingleMove): boolean => event.startsWith('certainly not accepted');
const CANCEL: Step = { do: 'cancel' };

/** How the one entry of a request comes to a state that it can leave; with an attempt behind it where it waits. */
const REACH: Readonly<Partial<Record<EntryState, readonly Step[]>>> = {
  Initial: [CLAIM, completed(retried(false))],
  QueueFull: [CLAIM, completed(retried(true))],
  Leased: [CLAIM],
  Submitted: [CLAIM, completed(ended(OUTCOME.Submitted))],
  Undelivered: [CLAIM, completed(ended(OUTCOME.Undelivered))],
  InDoubt: [CLAIM, completed(ended(OUTCOME.InDoubt))],
};

const codeOf = (state: EntryState): number => OUTCOME[state as keyof typeof OUTCOME];

function resultOf({ to, attempts, fallback }: SingleMove): AttemptResult {
  if (fallback) return { kind: 'fallback', outcome: OUTCOME.Rejected, channel: 2, provider: 'c', reason: 'r' };
  if (to === 'NotAttempted') return attempts === 1 ? retried(false) : { kind: 'ended', outcome: OUTCOME.NotAttempted, reason: 'r' };
  if (to === 'Initial' || to === 'QueueFull') return attempts === 1 ? retried(to === 'QueueFull') : { kind: 'untouched' };
  return attempts === 0 ? { kind: 'ended', outcome: codeOf(to) as 4, reason: 'r', untried: true } : ended(codeOf(to) as 4);
}

/** The steps that take a move from where its entry is. */
function lastSteps(move: SingleMove): Step[] {
  const { by, to, attempts, fallback } = move;
  const isStopped = to === 'Recalled' || (to === 'NotAttempted' && (by !== 'complete' || attempts === 1));
  const stop = isStopped ? [CANCEL] : [];
  switch (by) {
    case 'claim':
      return to === 'Expired' ? [{ do: 'expiry', sweep: false }, CLAIM] : [CLAIM];
    case 'expire':
      return [{ do: 'expiry', sweep: true }];
    case 'complete':
      return [...stop, completed(resultOf(move))];
    case 'resolve':
      return [...stop, receipt(isAbsent(move) ? NOT_ACCEPTED : fallback ? OUTCOME.Undelivered : codeOf(to))];
    case 'decide':
      if (to === 'Submitted' || to === 'Delivered' || to === 'Undelivered') return [{ do: 'decide', as: to, which: null }];
      return [{ do: 'decide', as: fallback ? 'Undelivered' : 'sent again', which: null }];
    case 'cancel':
      return [CANCEL];
    case 'release':
    case 'rescue':
      return [...stop, { do: by, which: 0 }];
    case 'submit':
      return [];
  }
}

/** A sequence that takes the move. @returns whether the request has a fallback, and the steps */
export function sequenceOf(move: SingleMove, mostAttempts: number): { fallback: boolean; steps: Step[] } {
  const { from, to, attempts, fallback } = move;
  const before = [...(REACH[from] ?? [])];
  // What was not handed over waits as before its claim, so it has to have been told “too fast” before.
  if (from === 'Leased' && to === 'QueueFull' && attempts === 0) before.unshift(...(REACH.QueueFull ?? []));
  const tries = isAbsent(move) && to === 'Undelivered' ? mostAttempts - 1 : 0;
  for (let i = 0; i < tries; i++) before.unshift(CLAIM, completed(retried(false)));
  return { fallback, steps: [...before, ...lastSteps(move)] };
}
