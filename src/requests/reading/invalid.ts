// The Volt MX API's form of a 400 that names a field (contract section 0).
import { ApiError, type FieldError } from '../../http/api-error.js';

export interface Fault extends FieldError {
  /** Which message of the call, from 1; {@link IN_QUERY} of what is in none. */
  at?: number;
}

/** In the place of a message's number: of a query's fields. */
export const IN_QUERY = 0;
const SHOWN = 10;

/** What is wrong continues the field's name; one with a capital is a sentence of the Volt MX API's own and stands alone. */
const sentence = ({ field, message }: Fault): string => (/^[A-Z]/.test(message) ? message : `${field} ${message}`);

/** `Invalid request format, Error messages :[<field> <what> @ message :1]`, with the fields beside it. */
export function invalidFields(faults: readonly Fault[]): ApiError {
  const text = faults
    .slice(0, SHOWN)
    .map((fault) => (fault.at === IN_QUERY ? sentence(fault) : `${sentence(fault)} @ message :${fault.at ?? 1}`));
  return new ApiError(
    400,
    `Invalid request format, Error messages :[${text.join(', ')}]`,
    faults.slice(0, SHOWN).map(({ field, message }) => ({ field, message })),
  );
}

export const invalid = (field: string, message: string, at?: number): ApiError => invalidFields([{ field, message, at }]);
