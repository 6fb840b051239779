// Reads a list of request IDs from a body.
import { invalidFields } from '../reading/invalid.js';
import { isId } from '../reading/request-id.js';

/** An ID is a string of digits, or a number. parseJson keeps the exact digits of a large number. */
const textOf = (id: unknown): string => (typeof id === 'string' || typeof id === 'number' ? String(id) : '');

/** @returns each ID once. @throws ApiError 400 that names the invalid IDs */
export function readRequestIds(given: readonly unknown[]): string[] {
  const ids = given.map(textOf);
  const faults = ids.flatMap((id, i) => (isId(id) ? [] : [{ field: `ids[${i}]`, message: 'is not a request ID' }]));
  if (faults.length > 0) throw invalidFields(faults);
  return [...new Set(ids)];
}
