// What came from outside, read without trusting its shape.

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined for what is no JSON object: a page, a text, half an answer. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const listOf = (value: unknown): Record<string, unknown>[] | undefined =>
  Array.isArray(value) && value.every(isObject) ? value : undefined;

/** A string or a number as a string; anything else is empty. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
