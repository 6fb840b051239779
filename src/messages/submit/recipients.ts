// The recipients of one message: numbers normalised, repeats dropped, bad ones named without losing the rest. They may be gathered one by
// one while a body arrives, so nothing is kept of a recipient but its number and values, and of the refused ones the first hundred.
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

/** What a call without a recipient is answered. */
export const NO_RECIPIENTS = 'No active audience members found';

export type Recipients = Pick<SubmitMessage, 'recipients' | 'duplicates' | 'refused' | 'refusedCount' | 'costs'>;

const SHOWN = 100;
const SHOWN_LENGTH = 64;
const listOf = (value: unknown): unknown[] => (isAbsent(value) ? [] : Array.isArray(value) ? value : [value]);

const given = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
/** Numbers that are put into another list between two looks at the clock. */
const STEP = 4_096;
const NO_VALUES = { values: null } as const;
export const NO_VALUES_AT_ALL = 'should hold no merge tags such as ##First Name##: there is no audience';

/** A content with merge tags, and what its texts may be. */
export interface PersonalText {
  template: Template;
  limits: TextLimits;
}

/** One that isn't decided yet: as it came. */
interface Written {
  mobile: string;
  isMember: boolean;
  values: string | null;
  /** Why it is refused, if that is known already. */
  refused?: string;
}

/** The lists of one body that have something left to decide: it is decided between two pieces of the body, in steps. */
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

/** What stands in one `recipient`, or follows a message line by line. Never throws: what is wrong is said once all is read. */
export class RecipientList {
  count = 0;
  /** The first recipient that is no recipient. */
  fault: Fault | undefined;
  refusedCount = 0;
  readonly refused: RefusedRecipient[] = [];
  readonly numbers = new NumberSet();
  /** Of the numbers, by place. */
  readonly values = new ValueColumn();
  /** Some recipient came with values. */
  hasValues = false;
  private readonly country;
  private readonly most;
  private readonly origins = new Origins();
  /**
   * From the first one on whose number isn't plain E.164: libphonenumber takes a hundred times as long for one. In order, none left out.
   */
  private pending: (Written | number)[] = [];
  /** The index of the first of them. */
  private pendingFrom = 0;

  /** @param unsettled is told of the list when it has something left to decide */
  constructor(
    private readonly config: SmsConfig,
    private readonly unsettled?: Unsettled,
  ) {
    this.country = countryOf(config.DEFAULT_COUNTRY);
    this.most = config.MAX_RECIPIENTS;
  }

  /** One more, whatever it is. */
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

  /** One more. @param isMember it names a member of an audience. @param values as the body has them */
  addMobile(mobile: string, isMember = false, values?: unknown): void {
    const index = this.count++;
    // Over the limit nothing is kept: the whole call is refused.
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

  /** One more, whose digits are known already. */
  addNumber(number: number): void {
    const index = this.count++;
    if (index >= this.most) return;
    if (this.pending.length === 0) this.keep(index, number, null);
    else this.pending.push(number);
  }

  /** Decides what was left, a number a step. */
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

  /** One that was kept, after all. */
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
    // An audience feature: there is no audience to look the member up in, and the number beside it may be another's.
    if (isMember) this.refuse(index, mobile, 'is not an active audience member');
    else {
      const number = readNumber(mobile, this.country);
      if (number === 0) this.refuse(index, mobile, whyNoNumber(mobile));
      else if (refused !== undefined) this.refuse(index, mobile, refused);
      else this.keep(index, number, values);
    }
  }

  /** Those of another list, after its own: both are settled. */
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

/** The list in each of `recipients`, settled. */
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
 * Yields between steps.
 * @param recipients as the body had them; arrays of recipients may be gathered already
 * @param at which message of the call, from 1
 * @param text of a personal content
 * @throws ApiError 400 for a recipient that is no recipient, and where nobody is left · 413 for more than MAX_RECIPIENTS
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
  // Those who lack a value come after those who have no number.
  if (personal !== undefined) all.refused.sort((a, b) => a.index - b.index);
  const kept = personal?.recipients ?? new PhoneNumbers(numbers.values());
  if (kept.length === 0) {
    // Of a plain content the contract's answer has nothing more (contract section 1).
    const errors = text && all.refused.map(({ index, reason }) => ({ field: `recipient[${index}].mobile`, message: reason }));
    throw new ApiError(400, NO_RECIPIENTS, errors);
  }
  return { recipients: kept, duplicates, refused: all.refused, refusedCount: all.refusedCount, ...(personal && { costs: personal.costs }) };
}
