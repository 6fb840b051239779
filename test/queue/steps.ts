// What may happen to a queue, in any order. Numbers choose among what there is at that moment.
import fc from 'fast-check';
import { VOICE } from '../../src/messages/sms.js';
import type { AttemptResult } from '../../src/queue/lease/batch.js';
import { NOT_ACCEPTED, OUTCOME } from '../../src/queue/states.js';
import { TENANT } from './queue-rig.js';

const ENDS = [OUTCOME.Submitted, OUTCOME.Rejected, OUTCOME.Undelivered, OUTCOME.NotAttempted, OUTCOME.InDoubt] as const;
export interface By {
  provider: string;
  tenant?: string;
}

const provider = fc.constantFrom('c', 'c', 'c', 'd');
const result: fc.Arbitrary<AttemptResult> = fc.oneof(
  fc
    .record({ outcome: fc.constantFrom(...ENDS), provider })
    .map((more): AttemptResult => ({ kind: 'ended', providerMessageId: 'm', reason: 'r', ...more })),
  fc
    .record({ waitMs: fc.constantFrom(0, 3_600_000), throttled: fc.boolean(), provider })
    .map((more): AttemptResult => ({ kind: 'retry', reason: 'r', ...more })),
  fc.constant<AttemptResult>({ kind: 'fallback', outcome: OUTCOME.Rejected, channel: VOICE.code, provider: 'c', reason: 'r' }),
  fc.constant<AttemptResult>({ kind: 'untouched' }),
  fc.constant<AttemptResult>({ kind: 'ended', outcome: OUTCOME.Rejected, reason: 'opted out', untried: true }),
);
const SAID = [NOT_ACCEPTED, OUTCOME.Submitted, OUTCOME.Delivered, OUTCOME.Rejected, OUTCOME.Undelivered, OUTCOME.InDoubt, OUTCOME.Recalled];

/** Who says it: an account of the operator's, the tenant's own, another tenant's, or this server itself. */
const C: By = { provider: 'c' };
const BY: By[] = [{ provider: 'd' }, { provider: 'd', tenant: TENANT }, { provider: 'c', tenant: 'other' }, { provider: '' }];

const DECIDED = ['sent again', 'Submitted', 'Delivered', 'Undelivered'] as const;

/** What happens next. Numbers choose among what there is at that moment. */
export const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      batch: fc.integer({ min: 1, max: 6 }),
      slices: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('complete' as const),
      which: fc.nat(),
      results: fc.array(result, { minLength: 6, maxLength: 6 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('receipt' as const),
      which: fc.nat(),
      ahead: fc.constantFrom(-1, 0, 0, 0, 1),
      said: fc.constantFrom(...SAID),
      by: fc.constantFrom(C, C, C, ...BY),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rescue' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('complete late' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('time passes' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expiry' as const), sweep: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const) }) },
  {
    weight: 4,
    arbitrary: fc
      .record({
        do: fc.constant('schedule' as const),
        paused: fc.constantFrom(undefined, true, false),
        start: fc.constantFrom(undefined, undefined, 'now' as const, 'later' as const),
      })
      .filter(({ paused, start }) => paused !== undefined || start !== undefined),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('start comes' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      as: fc.constantFrom(...DECIDED),
      /** Of one entry, or of all. */
      which: fc.option(fc.nat()),
    }),
  },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A temporary failure that was none: the provider says so after a cancel has counted the entry. Only answered, to be logged. */
const LEFT_AFTER_ALL: Step[] = [
  { do: 'claim', batch: 1, slices: 1 },
  { do: 'complete', which: 0, results: [{ kind: 'retry', waitMs: 3_600_000, throttled: false, provider: 'c', reason: 'r' }] },
  { do: 'cancel' },
  { do: 'receipt', which: 0, ahead: 0, said: OUTCOME.Submitted, by: C },
];

/** A worker's completion came after its lease, and another's rescue: it changes nothing. */
const LATE: Step[] = [
  { do: 'claim', batch: 1, slices: 1 },
  { do: 'rescue', which: 0 },
  { do: 'complete late', which: 0 },
];

/** A worker's completion came after its lease, and says that it knows no better than the rescue. */
const STILL_IN_DOUBT: Step[] = [
  { do: 'claim', batch: 1, slices: 1 },
  { do: 'rescue', which: 0 },
  { do: 'receipt', which: 0, ahead: 0, said: OUTCOME.InDoubt, by: C },
];

/**
 * The answer to a completion was lost, so that its outcomes are stored as late ones; by then a receipt has sent the text on to its call.
 */
const OLD_NEWS: Step[] = [
  { do: 'claim', batch: 1, slices: 1 },
  { do: 'complete', which: 0, results: [{ kind: 'ended', outcome: OUTCOME.Submitted, provider: 'c' }] },
  { do: 'receipt', which: 0, ahead: 0, said: OUTCOME.Undelivered, by: C },
  { do: 'receipt', which: 0, ahead: 0, said: OUTCOME.Submitted, by: C },
];

/**
 * Of what waits for another try, in doubt, or was accepted, another account says that it arrived: it changes nothing, the right one's word
 * does.
 */
const COMPLETED: Step[] = [
  ...[
    { kind: 'retry', waitMs: 3_600_000, throttled: false, provider: 'c', reason: 'r' } as const,
    { kind: 'ended', outcome: OUTCOME.InDoubt, provider: 'c' } as const,
    { kind: 'ended', outcome: OUTCOME.Submitted, provider: 'c' } as const,
  ].map((result): Step => ({ do: 'complete', which: 0, results: [result] })),
  { do: 'rescue', which: 0 },
];
const FOREIGN = COMPLETED.map((completed): Step[] => [
  { do: 'claim', batch: 1, slices: 1 },
  completed,
  ...[{ provider: 'c', tenant: 'other' }, { provider: 'd' }, C].map((by): Step => ({
    do: 'receipt',
    which: 0,
    ahead: 0,
    said: OUTCOME.Delivered,
    by,
  })),
]);

/** Somebody sends again what is in doubt: what the provider says of the old attempt counts until the new one has begun. */
const RESENT: Step[] = [
  { do: 'claim', batch: 2, slices: 1 },
  { do: 'rescue', which: 0 },
  { do: 'decide', as: 'sent again', which: null },
  { do: 'receipt', which: 0, ahead: 0, said: OUTCOME.Delivered, by: C },
  { do: 'claim', batch: 2, slices: 1 },
  { do: 'receipt', which: 1, ahead: 0, said: OUTCOME.Delivered, by: C },
];

/** What was cancelled, or has expired, is not sent again; it may still be settled. */
const STOPPED_IN_DOUBT: Step[][] = [{ do: 'cancel' } as const, { do: 'expiry', sweep: false } as const].map((stop): Step[] => [
  { do: 'claim', batch: 2, slices: 1 },
  { do: 'rescue', which: 0 },
  stop,
  { do: 'decide', as: 'sent again', which: null },
  { do: 'decide', as: 'Undelivered', which: 0 },
]);

/** What was in hand when its request was paused fails for a time: it waits as the rest does. */
const PAUSED_IN_HAND: Step[] = [
  { do: 'claim', batch: 1, slices: 1 },
  { do: 'schedule', paused: true, start: undefined },
  { do: 'complete', which: 0, results: [{ kind: 'retry', waitMs: 0, throttled: false, provider: 'c', reason: 'r' }] },
  { do: 'claim', batch: 6, slices: 4 },
  { do: 'schedule', paused: false, start: undefined },
  { do: 'claim', batch: 6, slices: 4 },
];

/** No claim meets what is paused, and it expires all the same. */
const PAUSED_PAST_EXPIRY: Step[] = [
  { do: 'schedule', paused: true, start: undefined },
  { do: 'expiry', sweep: true },
];

/** While its start is put off, a receipt ends what waited for a retry; then a person sends again what is in doubt. */
const ENDS_BEFORE_ITS_START: Step[] = [
  { do: 'claim', batch: 2, slices: 1 },
  {
    do: 'complete',
    which: 0,
    results: [
      { kind: 'ended', outcome: OUTCOME.InDoubt, provider: 'c' },
      { kind: 'retry', waitMs: 3_600_000, throttled: true, provider: 'c', reason: 'r' },
    ],
  },
  { do: 'schedule', paused: undefined, start: 'later' },
  { do: 'receipt', which: 1, ahead: 0, said: OUTCOME.Delivered, by: C },
  { do: 'decide', as: 'sent again', which: null },
];

/** Before its start: the start is put off again, or comes too late. */
const BEFORE_ITS_START: Step[][] = [
  [{ do: 'start comes' }, { do: 'schedule', paused: undefined, start: 'later' }, { do: 'cancel' }],
  [{ do: 'expiry', sweep: true }],
].map((steps): Step[] => [{ do: 'schedule', paused: undefined, start: 'later' }, ...(steps as Step[])]);

/** Sequences that are tried with every run: of a request of so many recipients in one slice. */
export const EXAMPLES: [recipients: number, steps: Step[]][] = [
  ...[LEFT_AFTER_ALL, LATE, STILL_IN_DOUBT, OLD_NEWS, PAUSED_PAST_EXPIRY].map((steps): [number, Step[]] => [1, steps]),
  ...[...FOREIGN, ...BEFORE_ITS_START].map((steps): [number, Step[]] => [1, steps]),
  [2, PAUSED_IN_HAND],
  [2, ENDS_BEFORE_ITS_START],
  ...[RESENT, ...STOPPED_IN_DOUBT].map((steps): [number, Step[]] => [2, steps]),
];
