// Values in Vonage's JSON, which come as strings or as numbers.
import { isObject } from '../http/json.js';

export const listOf = (value: unknown): Record<string, unknown>[] | undefined =>
  Array.isArray(value) && value.every(isObject) ? value : undefined;

/** A string or a number as a string; any other value becomes empty. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
