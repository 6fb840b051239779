// The recipients of one message: numbers normalised, repeats dropped, bad ones named without losing the rest. They may be gathered one by
// one while a body arrives, so nothing is kept of a recipient but its number, and of the refused ones the first hundred.
import { ApiError } from '../../gateway/api-error.js';
import type { Config } from '../../platform/config.js';
import { readNumber } from '../../platform/phone/e164.js';
import { countryOf, whyNoNumber } from '../../platform/phone/phone-number.js';
import { isAbsent, isObject } from '../checked.js';
import { type Fault, invalid, invalidFields } from '../invalid.js';
import type { RefusedRecipient, SubmitMessage } from '../submit-message.js';
import { NumberSet } from './number-set.js';

export type Recipients = Pick<SubmitMessage, 'numbers' | 'duplicates' | 'refused' | 'refusedCount'>;

const SHOWN = 100;
const SHOWN_LENGTH = 64;
const listOf = (value: unknown): unknown[] => (isAbsent(value) ? [] : Array.isArray(value) ? value : [value]);

const given = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

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

  constructor({ DEFAULT_COUNTRY, MAX_RECIPIENTS }: Config) {
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
    // An audience feature: there is no audience to look the member up in, and the number beside it may be another's.
    if (isMember) this.refuse(index, mobile, 'is not an active audience member');
    else {
      const number = readNumber(mobile, this.country);
      if (number === 0) this.refuse(index, mobile, whyNoNumber(mobile));
      else this.numbers.add(number);
    }
  }

  /** One more, whose digits are known already. */
  addNumber(number: number): void {
    if (this.count++ < this.most) this.numbers.add(number);
  }

  /** Those of another list, after its own. */
  append(other: RecipientList): void {
    this.fault ??= other.fault;
    for (const { index, mobile, reason } of other.refused) this.show(this.count + index, mobile, reason);
    this.refusedCount += other.refusedCount;
    this.count += other.count;
    if (this.count <= this.most) for (const number of other.numbers.values()) this.numbers.add(number);
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

/** The lists in every one of `recipients`. */
function listsIn(recipients: unknown, config: Config, at: number): RecipientList[] {
  return listOf(recipients).map((group) => {
    if (!isObject(group)) throw invalidFields([{ field: 'recipients', message: 'should be an object with recipient', at }]);
    const unknown = Object.keys(group).find((name) => name !== 'recipient');
    if (unknown !== undefined)
      throw invalidFields([{ field: `recipients.${unknown.slice(0, SHOWN_LENGTH)}`, message: 'is not a known field', at }]);
    if (group.recipient instanceof RecipientList) return group.recipient;
    const list = new RecipientList(config);
    for (const recipient of listOf(group.recipient)) list.add(recipient);
    return list;
  });
}

/**
 * @param recipients as the body had them; arrays of recipients may be gathered already
 * @param at which message of the call, from 1
 * @throws ApiError 400 for a recipient that is no recipient, and where no number is left · 413 for more than MAX_RECIPIENTS
 */
export function readRecipients(recipients: unknown, config: Config, at: number): Recipients {
  const [all = new RecipientList(config), ...rest] = listsIn(recipients, config, at);
  for (const list of rest) all.append(list);
  const { count, fault, numbers, refused, refusedCount } = all;
  if (count > config.MAX_RECIPIENTS)
    throw new ApiError(413, 'Request is too large', [{ field: 'recipient', message: `should be ${config.MAX_RECIPIENTS} at most` }]);
  if (fault !== undefined) throw invalid(fault.field, fault.message, at);
  if (numbers.size === 0) throw new ApiError(400, 'No active audience members found');
  return { numbers: numbers.values(), duplicates: count - refusedCount - numbers.size, refused, refusedCount };
}
