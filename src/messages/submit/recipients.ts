// The recipients of one message: numbers normalised, repeats dropped, bad ones named without losing the rest.
import { ApiError } from '../../gateway/api-error.js';
import type { Config } from '../../platform/config.js';
import { isAbsent, isObject } from '../checked.js';
import { invalid, invalidFields } from '../invalid.js';
import type { RefusedRecipient, SubmitMessage } from '../submit-message.js';
import { countryOf, toE164 } from './phone-number.js';

export type Recipients = Pick<SubmitMessage, 'mobiles' | 'duplicates' | 'refused' | 'refusedCount'>;

const SHOWN = 100;
const SHOWN_LENGTH = 64;
const NO_NUMBER = 'is not a phone number';
const listOf = (value: unknown): unknown[] =>
  value === undefined || value === null || value === '' ? [] : Array.isArray(value) ? value : [value];

/** What stands in `recipient`, in every one of `recipients`. */
function recipientsIn(recipients: unknown, at: number): unknown[] {
  return listOf(recipients).flatMap((group) => {
    if (!isObject(group)) throw invalidFields([{ field: 'recipients', message: 'should be an object with recipient', at }]);
    const unknown = Object.keys(group).find((name) => name !== 'recipient');
    if (unknown !== undefined)
      throw invalidFields([{ field: `recipients.${unknown.slice(0, SHOWN_LENGTH)}`, message: 'is not a known field', at }]);
    return listOf(group.recipient);
  });
}

const given = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/**
 * @param at which message of the call, from 1
 * @throws ApiError 400 for a recipient that is no recipient, and where no number is left · 413 for more than MAX_RECIPIENTS
 */
export function readRecipients(recipients: unknown, { DEFAULT_COUNTRY, MAX_RECIPIENTS }: Config, at: number): Recipients {
  const all = recipientsIn(recipients, at);
  if (all.length > MAX_RECIPIENTS)
    throw new ApiError(413, 'Request is too large', [{ field: 'recipient', message: `should be ${MAX_RECIPIENTS} at most` }]);
  const country = countryOf(DEFAULT_COUNTRY);
  const mobiles = new Set<string>();
  const refused: RefusedRecipient[] = [];
  let refusedCount = 0;
  const refuse = (index: number, mobile: string, reason: string): void => {
    refusedCount++;
    if (refused.length < SHOWN) refused.push({ index, mobile: mobile.slice(0, SHOWN_LENGTH), reason });
  };
  for (const [index, recipient] of all.entries()) {
    if (!isObject(recipient)) throw invalid('recipient', 'should be an object with mobile', at);
    for (const name in recipient)
      if (name !== 'mobile' && name !== 'id') throw invalid(`recipient.${name.slice(0, SHOWN_LENGTH)}`, 'is not a known field', at);
    const mobile = given(recipient.mobile);
    // An audience feature: there is no audience to look the member up in, and the number beside it may be another's.
    if (!isAbsent(recipient.id)) refuse(index, mobile, 'is not an active audience member');
    else {
      const number = toE164(mobile, country);
      if (number === undefined) refuse(index, mobile, NO_NUMBER);
      else mobiles.add(number);
    }
  }
  if (mobiles.size === 0) throw new ApiError(400, 'No active audience members found');
  return { mobiles: [...mobiles], duplicates: all.length - refusedCount - mobiles.size, refused, refusedCount };
}
