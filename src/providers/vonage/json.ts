// What Vonage's JSON holds: its values come as strings and as numbers.
import { isObject } from '../http/json.js';

export const listOf = (value: unknown): Record<string, unknown>[] | undefined =>
  Array.isArray(value) && value.every(isObject) ? value : undefined;

/** A string or a number as a string; anything else is empty. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
