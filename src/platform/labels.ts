// What may be a label (of a tenant, a user, a key, a sender): something that one line of a list, a log or a terminal shows as it is.

/** Control characters, ends of lines, and marks that turn the direction of what stands behind them. */
const UNFIT = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

export const hasControls = (text: string): boolean => UNFIT.test(text);

/** 1 to `longest` characters, whole ones, and none of those. */
export const isLabel = (value: unknown, longest = 128): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= longest && value.isWellFormed() && !hasControls(value);
