// Reads the recipients of one message from its parsed body: the lists are joined, personal texts are checked, and the call is refused if no
// recipient is left.
import { ApiError } from '../../http/api-error.js';
import { TOO_LARGE } from '../../http/sentences.js';
import { invalid, invalidFields } from '../../requests/reading/invalid.js';
import { isAbsent, isObject } from '../../requests/reading/validate.js';
import type { Template } from '../merge-tags.js';
import { PhoneNumbers } from '../phones/phone-numbers.js';
import type { SmsConfig } from '../settings.js';
import { personalised, type TextLimits } from './personal.js';
import { RecipientList, SHOWN_LENGTH } from './recipients.js';
import type { SubmitMessage } from './submit-message.js';

/** The answer to a call without a valid recipient. */
export const NO_RECIPIENTS = 'No active audience members found';

export const NO_VALUES_AT_ALL = 'should hold no merge tags such as ##First Name##: there is no audience';

export type Recipients = Pick<SubmitMessage, 'recipients' | 'duplicates' | 'refused' | 'refusedCount' | 'costs'>;

/** A content with merge tags, and the limits of its texts. */
export interface PersonalText {
  template: Template;
  limits: TextLimits;
}

const listOf = (value: unknown): unknown[] => (isAbsent(value) ? [] : Array.isArray(value) ? value : [value]);

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
    throw new ApiError(
      400,
      NO_RECIPIENTS,
      text && all.refused.map(({ index, reason }) => ({ field: `recipient[${index}].mobile`, message: reason })),
    );
  }
  return { recipients: kept, duplicates, refused: all.refused, refusedCount: all.refusedCount, ...(personal && { costs: personal.costs }) };
}
