// Reads and checks the body of a fetch by mobile number (contract section 3).
import { ApiError } from '../../http/api-error.js';
import { unreadable } from '../../http/json-body.js';
import type { SmsConfig } from '../../messages/settings.js';
import { isObject, validate } from '../../requests/reading/validate.js';
import { NO_AUDIENCE_ID } from '../sentences.js';
import { type Elements, elementsOf, mobileOf } from '../status/elements.js';
import { FetchDto } from './fetch.dto.js';

export interface FetchSelection extends Elements {
  /** E.164. */
  mobile: string;
}

/** @returns null if only an audience is named, which selects nothing. @throws ApiError 400 */
export function readFetchRequest(body: unknown, config: SmsConfig): FetchSelection | null {
  if (!isObject(body)) throw unreadable();
  const { audienceId, mobileNumber, ...elements } = validate(FetchDto, body);
  if (mobileNumber !== undefined) return { mobile: mobileOf(mobileNumber, config), ...elementsOf(elements) };
  if (audienceId === undefined) throw new ApiError(400, NO_AUDIENCE_ID);
  return null;
}
