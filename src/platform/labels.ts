// Checks a label (of a tenant, a user, a key, a sender): a text that a list, a log or a terminal shows on one line without change.

/** Control characters, ends of lines, and marks that change the direction of the following text. */
const UNFIT = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

export const hasControls = (text: string): boolean => UNFIT.test(text);

/** True for 1 to `longest` characters without any of the above. */
export const isLabel = (value: unknown, longest = 128): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= longest && value.isWellFormed() && !hasControls(value);
