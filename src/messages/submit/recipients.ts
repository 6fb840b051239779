// The recipients of one message: numbers normalised, repeats dropped, bad ones named without losing the rest. They may be gathered one by
// one while a body arrives, so nothing is kept of a recipient but its number, and of the refused ones the first hundred.
import { ApiError } from '../../gateway/api-error.js';
import type { Config } from '../../platform/config.js';
import { readE164, readNumber } from '../../platform/phone/e164.js';
import { countryOf, whyNoNumber } from '../../platform/phone/phone-number.js';
import { isAbsent, isObject } from '../checked.js';
import { type Fault, invalid, invalidFields } from '../invalid.js';
import { PhoneNumbers } from '../phones/phone-numbers.js';
import type { RefusedRecipient, SubmitMessage } from '../submit-message.js';
import { NumberSet } from './number-set.js';

export type Recipients = Pick<SubmitMessage, 'recipients' | 'duplicates' | 'refused' | 'refusedCount'>;

const SHOWN = 100;
const SHOWN_LENGTH = 64;
const listOf = (value: unknown): unknown[] => (isAbsent(value) ? [] : Array.isArray(value) ? value : [value]);

const given = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
/** Numbers that are put into another list between two looks at the clock. */
const STEP = 4_096;

/** One that isn't decided yet: as it came. */
interface Written {
  index: number;
  mobile: string;
  isMember: boolean;
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
  private readonly country;
  private readonly most;
  /** From the first one on whose number isn't plain E.164: libphonenumber takes a hundred times as long for one. In order. */
  private pending: (Written | number)[] = [];

  /** @param unsettled is told of the list when it has something left to decide */
  constructor(
    { DEFAULT_COUNTRY, MAX_RECIPIENTS }: Config,
    private readonly unsettled?: Unsettled,
  ) {
    this.country = countryOf(DEFAULT_COUNTRY);
    this.most = MAX_RECIPIENTS;
  }

  /** One more, whatever it is. */
  add(recipient: unknown): void {
    if (!isObject(recipient)) {
      this.count++;
      this.blame('recipient', 'should be an object with mobile');
      return;
    }
    for (const name in recipient)
      if (name !== 'mobile' && name !== 'id') this.blame(`recipient.${name.slice(0, SHOWN_LENGTH)}`, 'is not a known field');
    this.addMobile(given(recipient.mobile), !isAbsent(recipient.id));
  }

  /** One more. @param isMember it names a member of an audience */
  addMobile(mobile: string, isMember = false): void {
    const index = this.count++;
    // Over the limit nothing is kept: the whole call is refused.
    if (index >= this.most) return;
    const number = isMember ? 0 : readE164(mobile);
    if (number !== 0) this.keep(number);
    else this.leave({ index, mobile, isMember });
  }

  /** One more, whose digits are known already. */
  addNumber(number: number): void {
    if (this.count++ < this.most) this.keep(number);
  }

  /** Decides what was left, a number a step. */
  *settle(): Generator<undefined, void> {
    for (const each of this.pending) {
      if (typeof each === 'number') this.numbers.add(each);
      else {
        this.decide(each);
        yield;
      }
    }
    this.pending = [];
  }

  private keep(number: number): void {
    if (this.pending.length === 0) this.numbers.add(number);
    else this.pending.push(number);
  }

  private leave(written: Written): void {
    if (this.pending.push(written) === 1) this.unsettled?.add(this);
  }

  private decide({ index, mobile, isMember }: Written): void {
    // An audience feature: there is no audience to look the member up in, and the number beside it may be another's.
    if (isMember) this.refuse(index, mobile, 'is not an active audience member');
    else {
      const number = readNumber(mobile, this.country);
      if (number === 0) this.refuse(index, mobile, whyNoNumber(mobile));
      else this.numbers.add(number);
    }
  }

  /** Those of another list, after its own: both are settled. */
  *append(other: RecipientList): Generator<undefined, void> {
    this.fault ??= other.fault;
    for (const { index, mobile, reason } of other.refused) this.show(this.count + index, mobile, reason);
    this.refusedCount += other.refusedCount;
    this.count += other.count;
    if (this.count > this.most) return;
    for (const [i, number] of other.numbers.values().entries()) {
      this.numbers.add(number);
      if (i % STEP === STEP - 1) yield;
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
function* listsIn(recipients: unknown, config: Config, at: number): Generator<undefined, RecipientList[]> {
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
 * @throws ApiError 400 for a recipient that is no recipient, and where no number is left · 413 for more than MAX_RECIPIENTS
 */
export function* readRecipients(recipients: unknown, config: Config, at: number): Generator<undefined, Recipients> {
  const [all = new RecipientList(config), ...rest] = yield* listsIn(recipients, config, at);
  for (const list of rest) yield* all.append(list);
  const { count, fault, numbers, refused, refusedCount } = all;
  if (count > config.MAX_RECIPIENTS)
    throw new ApiError(413, 'Request is too large', [{ field: 'recipient', message: `should be ${config.MAX_RECIPIENTS} at most` }]);
  if (fault !== undefined) throw invalid(fault.field, fault.message, at);
  if (numbers.size === 0) throw new ApiError(400, 'No active audience members found');
  return { recipients: new PhoneNumbers(numbers.values()), duplicates: count - refusedCount - numbers.size, refused, refusedCount };
}
