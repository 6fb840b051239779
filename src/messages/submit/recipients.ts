// The recipients of one message. Numbers are normalised, repetitions are dropped, and invalid recipients are reported while the others are
// kept. Recipients can be added while the body arrives: only numbers, values and the first hundred refused recipients are stored.
import { ApiError } from '../../http/api-error.js';
import type { SmsConfig } from '../settings.js';
import { readE164, readNumber } from '../../platform/phone/e164.js';
import { countryOf, whyNoNumber } from '../../platform/phone/phone-number.js';
import { type Fault, invalid, invalidFields } from '../../requests/reading/invalid.js';
import type { Template } from '../merge-tags.js';
import { PhoneNumbers } from '../phones/phone-numbers.js';
import type { RefusedRecipient, SubmitMessage } from './submit-message.js';
import { isAbsent, isObject } from '../../requests/reading/validate.js';
import { NumberSet } from './number-set.js';
import { Origins } from './origins.js';
import { personalised, type TextLimits } from './personal.js';
import { readValues, ValueColumn } from './values.js';
import { TOO_LARGE } from '../../http/sentences.js';

/** The answer to a call without a valid recipient. */
export const NO_RECIPIENTS = 'No active audience members found';

export type Recipients = Pick<SubmitMessage, 'recipients' | 'duplicates' | 'refused' | 'refusedCount' | 'costs'>;

const SHOWN = 100;
const SHOWN_LENGTH = 64;
const listOf = (value: unknown): unknown[] => (isAbsent(value) ? [] : Array.isArray(value) ? value : [value]);

const given = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
/** The number of recipients moved to another list between two yields. */
const STEP = 4_096;
const NO_VALUES = { values: null } as const;
export const NO_VALUES_AT_ALL = 'should hold no merge tags such as ##First Name##: there is no audience';

/** A content with merge tags, and the limits of its texts. */
export interface PersonalText {
  template: Template;
  limits: TextLimits;
}

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

/** The list of each of `recipients`, settled. */
function* listsIn(recipients: unknown, config: SmsConfig, at: number): Generator<undefined, RecipientList[]> {
  const lists: RecipientList[] = [];
  for (const group of listOf(recipients)) {
    if (!isObject(group)) throw invalidFields([{ field: 'recipients', message: 'should be an object with recipient', at }]);
    const unknown = Object.keys(group).find((name) => name !== 'recipient');
    if (unknown !== undefined)
      throw invalidFields([{ field: `recipients.${unknown.slice(0, SHOWN_LENGTH)}`, message: 'is not a known field', at }]);
    const list = group.recipient instanceof RecipientList ? group.recipient : new RecipientList(config);
    if (list !== group.recipient) for (const recipient of listOf(group.recipient)) list.add(recipient);
    yield* list.settle();
    lists.push(list);
  }
  return lists;
}

/**
 * Collects and checks the recipients of one message. Yields between steps.
 * @param recipients as in the body; arrays of recipients may already be lists
 * @param at the number of the message in the call, from 1
 * @param text the content, if it has merge tags
 * @throws ApiError 400 for an element that is not a recipient, or if no recipient is left · 413 for more than MAX_RECIPIENTS
 */
export function* readRecipients(recipients: unknown, config: SmsConfig, at: number, text?: PersonalText): Generator<undefined, Recipients> {
  const [all = new RecipientList(config), ...rest] = yield* listsIn(recipients, config, at);
  for (const list of rest) yield* all.append(list);
  const { count, fault, numbers } = all;
  if (text !== undefined && !all.hasValues) throw invalid('content', NO_VALUES_AT_ALL, at);
  if (count > config.MAX_RECIPIENTS)
    throw new ApiError(413, TOO_LARGE, [{ field: 'recipient', message: `should be ${config.MAX_RECIPIENTS} at most` }]);
  if (fault !== undefined) throw invalid(fault.field, fault.message, at);
  const duplicates = count - all.refusedCount - numbers.size;
  const personal = text && (yield* personalised(all, text.template, text.limits));
  // Recipients without a value are reported after recipients with an invalid number.
  if (personal !== undefined) all.refused.sort((a, b) => a.index - b.index);
  const kept = personal?.recipients ?? new PhoneNumbers(numbers.values());
  if (kept.length === 0) {
    // Without merge tags, the answer has no further fields (contract section 1).
    const errors = text && all.refused.map(({ index, reason }) => ({ field: `recipient[${index}].mobile`, message: reason }));
    throw new ApiError(400, NO_RECIPIENTS, errors);
  }
  return { recipients: kept, duplicates, refused: all.refused, refusedCount: all.refusedCount, ...(personal && { costs: personal.costs }) };
}
