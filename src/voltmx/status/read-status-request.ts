// Reads and checks the body of Fetch Status (contract section 3).
import { ApiError } from '../../http/api-error.js';
import { unreadable } from '../../http/json-body.js';
import { invalid } from '../../requests/reading/invalid.js';
import { parseRequestId } from '../../requests/reading/request-id.js';
import type { SmsConfig } from '../../messages/settings.js';
import { fieldsOf, isObject, validate } from '../../requests/reading/validate.js';
import { DAY_MS } from '../../requests/reading/moment.js';
import { INVALID_KEYS_IN_REQUEST, NO_SENT_DATE } from '../sentences.js';
import { readDay } from './day.js';
import { StatusDto } from './status.dto.js';
import { elementsOf, mobileOf, textOf } from './elements.js';
import type { Selection } from './status.service.js';

/** @returns null if only an audience is named, which selects nothing. @throws ApiError 400 */
export function readStatusRequest(body: unknown, config: SmsConfig): Selection | null {
  if (!isObject(body)) throw unreadable();
  const known = fieldsOf(StatusDto);
  if (Object.keys(body).some((field) => !known.has(field))) throw new ApiError(400, INVALID_KEYS_IN_REQUEST);
  const { requestId, audienceId, mobileNumber, sentDate, endDate, ...elements } = validate(StatusDto, body);
  const from = readDay(sentDate);
  const until = readDay(endDate);
  if (from === undefined && (until !== undefined || [requestId, audienceId, mobileNumber].every((each) => each === undefined)))
    throw new ApiError(400, NO_SENT_DATE);
  if (from !== undefined && until !== undefined && until < from) throw invalid('endDate', 'should not be before sentDate');
  if (requestId === undefined && mobileNumber === undefined && from === undefined) return null;
  return {
    requestId: requestId === undefined ? undefined : parseRequestId(textOf(requestId)),
    mobile: mobileNumber === undefined ? undefined : mobileOf(mobileNumber, config),
    from,
    before: until && new Date(until.getTime() + DAY_MS),
    ...elementsOf(elements),
  };
}
