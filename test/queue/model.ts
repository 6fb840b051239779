// The queue in a few lines of plain code: what each statement promises, entry by entry, to hold the SQL against.
import { TEXT, VOICE } from '../../src/messages/sms.js';
import type { AttemptResult } from '../../src/queue/lease/batch.js';
import type { Decision } from '../../src/queue/control/decisions.js';
import { NOT_ACCEPTED, OUTCOME, STOP_REASON } from '../../src/queue/states.js';
import { TENANT } from './queue-rig.js';
import type { By } from './steps.js';

export type Place = 'fresh' | 'again' | 'hand' | 'ended';

export interface ModelEntry {
  entryId: string;
  slice: ModelSlice;
  place: Place;
  attempts: number;
  channel: number;
  outcome: number | null;
  /** That was handed the last attempt; null: nobody knows which. */
  provider: string | null;
  /** In `again`: its time has come. */
  ready: boolean;
}

export interface ModelSlice {
  first: number;
  stopped: number | null;
  expired: boolean;
  leaseToken: string | null;
  /** Why nothing of it may begin yet. */
  held: 'no' | 'later' | 'paused';
}

export interface ModelScheduleChange {
  paused?: boolean;
  start?: 'now' | 'later';
}

export class Model {
  readonly entries = new Map<string, ModelEntry>();
  readonly slices: ModelSlice[] = [];
  /** The request's start is yet to come. */
  private later = false;

  constructor(
    readonly requestId: bigint,
    readonly recipients: number,
    readonly sliceSize: number,
    readonly voiceOnFailure: boolean,
    private readonly mostAttempts: number,
  ) {
    for (let first = 1; first <= recipients; first += sliceSize) {
      const slice: ModelSlice = { first, stopped: null, expired: false, leaseToken: null, held: 'no' };
      this.slices.push(slice);
      for (let p = first; p <= Math.min(first + sliceSize - 1, recipients); p++) {
        const entryId = (requestId + BigInt(p)).toString();
        this.entries.set(entryId, {
          entryId,
          slice,
          place: 'fresh',
          attempts: 0,
          channel: TEXT.code,
          outcome: null,
          provider: null,
          ready: false,
        });
      }
    }
  }

  of(entryId: string): ModelEntry {
    const entry = this.entries.get(entryId);
    if (entry === undefined) throw new Error(`no entry ${entryId}`);
    return entry;
  }

  waits({ place }: ModelEntry): boolean {
    return place === 'fresh' || place === 'again';
  }

  /** May be begun by a claim now. */
  available({ slice, place, ready }: ModelEntry): boolean {
    return this.isOpen(slice) && slice.leaseToken === null && (place === 'fresh' || (place === 'again' && ready));
  }

  private isOpen({ stopped, expired, held }: ModelSlice): boolean {
    return stopped === null && !expired && held === 'no';
  }

  leasedBy(leaseToken: string): ModelEntry[] {
    return [...this.entries.values()].filter((entry) => entry.place === 'hand' && entry.slice.leaseToken === leaseToken);
  }

  claim(leaseToken: string, entryIds: readonly string[]): void {
    for (const entryId of entryIds) {
      const entry = this.of(entryId);
      if (!this.available(entry) && !(entry.slice.leaseToken === leaseToken && this.waits(entry)))
        throw new Error(`${entryId} was begun but may not be`);
      if (!this.isOpen(entry.slice)) throw new Error(`${entryId} was begun although its slice was stopped or held back`);
      entry.slice.leaseToken = leaseToken;
      entry.place = 'hand';
    }
  }

  complete(entryId: string, result: AttemptResult): void {
    const entry = this.of(entryId);
    const { slice } = entry;
    if ('provider' in result) entry.provider = result.provider ?? entry.provider;
    const end = (outcome: number): void => {
      entry.place = 'ended';
      entry.outcome = outcome;
    };
    switch (result.kind) {
      case 'ended':
        if (result.outcome !== OUTCOME.NotAttempted && result.untried !== true) entry.attempts++;
        end(result.outcome);
        break;
      case 'retry':
        entry.attempts++;
        if (slice.stopped !== null) end(OUTCOME.NotAttempted);
        else this.wait(entry, result.waitMs === 0);
        break;
      case 'fallback':
        entry.attempts++;
        if (slice.stopped !== null || slice.expired) end(result.outcome);
        else {
          entry.channel = VOICE.code;
          this.wait(entry, true);
        }
        break;
      case 'untouched':
        if (slice.stopped !== null) end(OUTCOME.NotAttempted);
        else this.wait(entry, true);
    }
  }

  endLease(leaseToken: string): void {
    for (const slice of this.slices) if (slice.leaseToken === leaseToken) slice.leaseToken = null;
  }

  release(leaseToken: string): void {
    for (const entry of this.leasedBy(leaseToken)) {
      if (entry.slice.stopped !== null) {
        Object.assign(entry, { place: 'ended', outcome: OUTCOME.NotAttempted });
        // Whether it goes back to what is fresh or to `again` is read from the database.
      } else this.wait(entry, true);
    }
    this.endLease(leaseToken);
  }

  rescue(leaseToken: string): void {
    for (const entry of this.leasedBy(leaseToken)) {
      Object.assign(entry, { place: 'ended', outcome: OUTCOME.InDoubt, provider: null });
      entry.attempts++;
    }
    this.endLease(leaseToken);
  }

  /** The count that a cancel must answer. */
  cancel(): number {
    const waiting = this.reached();
    for (const slice of this.slices) slice.stopped ??= STOP_REASON.Cancelled;
    return waiting;
  }

  private reached(): number {
    return [...this.entries.values()].filter((entry) => entry.slice.stopped === null && this.waits(entry)).length;
  }

  /** Something of the slice waits, and nothing has stopped it. */
  hasWaiting(slice: ModelSlice): boolean {
    return slice.stopped === null && [...this.entries.values()].some((entry) => entry.slice === slice && this.waits(entry));
  }

  /** What pausing, resuming or rescheduling must answer. */
  schedule({ paused, start }: ModelScheduleChange): { changed: number; late: boolean } {
    const changed = this.reached();
    const late = changed > 0 && start !== undefined && this.slices.some(({ expired }) => expired);
    if (late || (changed === 0 && paused !== false)) return { changed, late };
    if (changed > 0 && start !== undefined) this.later = start === 'later';
    for (const slice of this.slices)
      if (slice.stopped === null) slice.held = (paused ?? slice.held === 'paused') ? 'paused' : this.later ? 'later' : 'no';
    return { changed, late };
  }

  startComes(): void {
    this.later = false;
    for (const slice of this.slices) if (slice.held === 'later') slice.held = 'no';
  }

  /** What resolve says of a receipt, after applying it. */
  receipt(entryId: string, attempt: number, said: number, { provider, tenant = TENANT }: By): string {
    const entry = this.of(entryId);
    if (tenant !== TENANT) return 'foreign';
    const hand = entry.place === 'hand';
    if (hand || attempt !== entry.attempts || attempt === 0) return attempt <= entry.attempts ? 'nothing' : hand ? 'later' : 'foreign';
    if (provider !== '' && entry.provider !== null && provider !== entry.provider) return 'foreign';
    const resolution = this.heard(entry, said);
    if (['move', 'out'].includes(resolution)) entry.provider = provider;
    return resolution;
  }

  private heard(entry: ModelEntry, said: number): string {
    const { slice } = entry;
    if (this.waits(entry)) {
      if (said !== OUTCOME.Submitted && said !== OUTCOME.Delivered) return 'nothing';
      if (said === OUTCOME.Submitted && entry.channel === VOICE.code && this.voiceOnFailure) return 'nothing';
      if (slice.stopped !== null) return 'contradiction';
      entry.place = 'ended';
      entry.outcome = said;
      return 'out';
    }
    if (entry.outcome === OUTCOME.Submitted) {
      if (said !== OUTCOME.Delivered && said !== OUTCOME.Undelivered && said !== OUTCOME.Recalled) return 'nothing';
    } else if (entry.outcome === OUTCOME.Undelivered && said === OUTCOME.Recalled) {
      if (slice.stopped === null) return 'nothing';
    } else if (entry.outcome !== OUTCOME.InDoubt || said === OUTCOME.InDoubt) return 'nothing';
    const open = slice.stopped === null && !slice.expired;
    const failed = said === OUTCOME.Rejected || said === OUTCOME.Undelivered || said === OUTCOME.Recalled;
    const isLast = entry.attempts >= this.mostAttempts;
    if (open && said === NOT_ACCEPTED && !isLast) this.wait(entry, false);
    else if (open && failed && this.voiceOnFailure && entry.channel === TEXT.code) {
      entry.channel = VOICE.code;
      this.wait(entry, true);
    } else if (said === OUTCOME.Recalled && slice.stopped === null) entry.outcome = OUTCOME.Undelivered;
    else entry.outcome = said !== NOT_ACCEPTED ? said : isLast ? OUTCOME.Undelivered : OUTCOME.NotAttempted;
    return 'move';
  }

  /** What deciding by hand must answer. @param smsId of this entry alone */
  decide(as: Decision['as'], entryId?: string): number {
    let changed = 0;
    for (const entry of this.entries.values()) {
      const open = entry.slice.stopped === null && !entry.slice.expired;
      if (entry.outcome !== OUTCOME.InDoubt || (entryId !== undefined && entry.entryId !== entryId) || (as === 'sent again' && !open))
        continue;
      changed++;
      if (as === 'sent again') this.wait(entry, true);
      else if (as === 'Undelivered' && open && this.voiceOnFailure && entry.channel === TEXT.code) {
        entry.channel = VOICE.code;
        this.wait(entry, true);
      } else entry.outcome = OUTCOME[as];
    }
    return changed;
  }

  private wait(entry: ModelEntry, ready: boolean): void {
    Object.assign(entry, { place: 'again', outcome: null, ready });
  }
}
