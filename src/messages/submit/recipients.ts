// The recipients of one message. Numbers are normalised, repetitions are dropped, and invalid recipients are reported while the others are
// kept. Recipients can be added while the body arrives: only numbers, values and the first hundred refused recipients are stored.
import type { SmsConfig } from '../settings.js';
import { readE164, readNumber } from '../../platform/phone/e164.js';
import { countryOf, whyNoNumber } from '../../platform/phone/phone-number.js';
import type { Fault } from '../../requests/reading/invalid.js';
import type { RefusedRecipient } from './submit-message.js';
import { isAbsent, isObject } from '../../requests/reading/validate.js';
import { NumberSet } from './number-set.js';
import { Origins } from './origins.js';
import { readValues, ValueColumn } from './values.js';

const SHOWN = 100;
export const SHOWN_LENGTH = 64;

const given = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
/** The number of recipients moved to another list between two yields. */
const STEP = 4_096;
const NO_VALUES = { values: null } as const;

/** An undecided recipient, as written. */
interface Written {
  mobile: string;
  isMember: boolean;
  values: string | null;
  /** The reason of its refusal, if already known. */
  refused?: string;
}

/** The lists of one body with undecided recipients. They are settled in steps, between two pieces of the body. */
export class Unsettled {
  private readonly lists = new Set<RecipientList>();

  add(list: RecipientList): void {
    this.lists.add(list);
  }

  *settle(): Generator<undefined, void> {
    for (const list of this.lists) yield* list.settle();
    this.lists.clear();
  }
}

/** The recipients of one `recipient` field, or of the lines after a message. It never throws: faults are reported at the end of the body. */
export class RecipientList {
  count = 0;
  /** The first element that is not a recipient. */
  fault: Fault | undefined;
  refusedCount = 0;
  readonly refused: RefusedRecipient[] = [];
  readonly numbers = new NumberSet();
  /** The values of the recipients, by the place of the number. */
  readonly values = new ValueColumn();
  /** True: at least one recipient has values. */
  hasValues = false;
  private readonly country;
  private readonly most;
  private readonly origins = new Origins();
  /**
   * The undecided recipients, in order: all recipients from the first number on that is not plain E.164. libphonenumber takes a hundred times
   * as long for such a number, so it runs in steps.
   */
  private pending: (Written | number)[] = [];
  /** The index of the first undecided recipient. */
  private pendingFrom = 0;

  /** @param unsettled gets this list when it has undecided recipients */
  constructor(
    private readonly config: SmsConfig,
    private readonly unsettled?: Unsettled,
  ) {
    this.country = countryOf(config.DEFAULT_COUNTRY);
    this.most = config.MAX_RECIPIENTS;
  }

  /** Adds an element of a list, valid or not. */
  add(recipient: unknown): void {
    if (!isObject(recipient)) {
      this.count++;
      this.blame('recipient', 'should be an object with mobile');
      return;
    }
    for (const name in recipient)
      if (name !== 'mobile' && name !== 'id' && name !== 'values')
        this.blame(`recipient.${name.slice(0, SHOWN_LENGTH)}`, 'is not a known field');
    this.addMobile(given(recipient.mobile), !isAbsent(recipient.id), recipient.values);
  }

  /** Adds a recipient. @param isMember true if it names a member of an audience. @param values as in the body */
  addMobile(mobile: string, isMember = false, values?: unknown): void {
    const index = this.count++;
    // Over the limit nothing is stored, since the whole call is refused.
    if (index >= this.most) return;
    const read = values === undefined ? NO_VALUES : readValues(values, this.config);
    if ('fault' in read) {
      // They are what is wrong, not the tags.
      this.hasValues = true;
      this.blame('recipient.values', read.fault);
      return;
    }
    if (read !== NO_VALUES && !('values' in read && read.values === null)) this.hasValues = true;
    if ('refused' in read) {
      this.leave(index, { mobile, isMember, values: null, refused: read.refused });
      return;
    }
    const number = isMember ? 0 : readE164(mobile);
    if (number === 0) this.leave(index, { mobile, isMember, values: read.values });
    else if (this.pending.length === 0) this.keep(index, number, read.values);
    else this.pending.push(read.values === null ? number : { mobile, isMember, values: read.values });
  }

  /** Adds a recipient with known digits. */
  addNumber(number: number): void {
    const index = this.count++;
    if (index >= this.most) return;
    if (this.pending.length === 0) this.keep(index, number, null);
    else this.pending.push(number);
  }

  /** Decides the undecided recipients, one number per step. */
  *settle(): Generator<undefined, void> {
    for (const [i, each] of this.pending.entries()) {
      const index = this.pendingFrom + i;
      if (typeof each === 'number') this.keep(index, each, null);
      else {
        this.decide(index, each);
        yield;
      }
    }
    this.pending = [];
  }

  /** Decides one undecided recipient. */
  refusePlace(place: number, reason: string): void {
    this.refuse(this.origins.of(place), `+${this.numbers.values()[place] ?? 0}`, reason);
  }

  private keep(index: number, number: number, values: string | null): void {
    if (!this.numbers.add(number)) return;
    const place = this.numbers.size - 1;
    this.origins.note(place, index);
    if (values !== null) this.values.set(place, values);
  }

  private leave(index: number, written: Written): void {
    if (this.pending.push(written) > 1) return;
    this.pendingFrom = index;
    this.unsettled?.add(this);
  }

  private decide(index: number, { mobile, isMember, values, refused }: Written): void {
    // A member of an audience is refused: this server has no audiences, and the given number may belong to another person.
    if (isMember) this.refuse(index, mobile, 'is not an active audience member');
    else {
      const number = readNumber(mobile, this.country);
      if (number === 0) this.refuse(index, mobile, whyNoNumber(mobile));
      else if (refused !== undefined) this.refuse(index, mobile, refused);
      else this.keep(index, number, values);
    }
  }

  /** Appends the recipients of another list. Both lists must be settled. */
  *append(other: RecipientList): Generator<undefined, void> {
    this.fault ??= other.fault;
    for (const { index, mobile, reason } of other.refused) this.show(this.count + index, mobile, reason);
    this.refusedCount += other.refusedCount;
    this.hasValues ||= other.hasValues;
    const before = this.count;
    this.count += other.count;
    if (this.count > this.most) return;
    for (const [place, number] of other.numbers.values().entries()) {
      this.keep(before + other.origins.of(place), number, other.values.get(place));
      if (place % STEP === STEP - 1) yield;
    }
  }

  private blame(field: string, message: string): void {
    this.fault ??= { field, message };
  }

  private refuse(index: number, mobile: string, reason: string): void {
    this.refusedCount++;
    this.show(index, mobile.slice(0, SHOWN_LENGTH), reason);
  }

  private show(index: number, mobile: string, reason: string): void {
    if (this.refused.length < SHOWN) this.refused.push({ index, mobile, reason });
  }
}
