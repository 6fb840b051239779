// A 400 that names a field, in the form of the Volt MX API (contract section 0).
import { ApiError, type FieldError } from '../../http/api-error.js';

export interface Fault extends FieldError {
  /** The number of the message in the call, from 1; {@link IN_QUERY} for a field of the query. */
  at?: number;
}

/** Instead of the number of a message: the fault is in a field of the query. */
export const IN_QUERY = 0;
const SHOWN = 10;

/** A message continues the name of the field. A message with a capital letter is a whole sentence of the Volt MX API. */
const sentence = ({ field, message }: Fault): string => (/^[A-Z]/.test(message) ? message : `${field} ${message}`);

/** `Invalid request format, Error messages :[<field> <message> @ message :1]`, with the fields in `errors`. */
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
