// The family's form of a 400 that names a field (contract section 0).
import { ApiError, type FieldError } from '../gateway/api-error.js';

export interface Fault extends FieldError {
  /** Which message of the call, from 1. */
  at?: number;
}

const SHOWN = 10;

/** `Invalid request format, Error messages :[<field> <what> @ message :1]`, with the fields beside it. */
export function invalidFields(faults: readonly Fault[]): ApiError {
  const text = faults.slice(0, SHOWN).map(({ field, message, at = 1 }) => `${field} ${message} @ message :${at}`);
  return new ApiError(
    400,
    `Invalid request format, Error messages :[${text.join(', ')}]`,
    faults.slice(0, SHOWN).map(({ field, message }) => ({ field, message })),
  );
}

export const invalid = (field: string, message: string): ApiError => invalidFields([{ field, message }]);
