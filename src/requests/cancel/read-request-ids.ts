// The request IDs of a list in a body.
import { invalidFields } from '../reading/invalid.js';
import { isId } from '../reading/request-id.js';

/** Digits as a string, or as a number that is exactly it (as parseJson has it). */
const textOf = (id: unknown): string => (typeof id === 'string' || typeof id === 'number' ? String(id) : '');

/** Each once. @throws ApiError 400 naming those that are none */
export function readRequestIds(given: readonly unknown[]): string[] {
  const ids = given.map(textOf);
  const faults = ids.flatMap((id, i) => (isId(id) ? [] : [{ field: `ids[${i}]`, message: 'is not a request ID' }]));
  if (faults.length > 0) throw invalidFields(faults);
  return [...new Set(ids)];
}
