// validity_period (section 7.1.1): the expiry for the SMSC. Relative by default, so that no two clocks have to agree.
import type { Validity } from '../smpp-settings.js';

/** The longest time that fits into days, hours, minutes and seconds; an SMSC keeps messages no longer. */
const LONGEST_MS = 28 * 86_400_000;
const two = (n: number): string => n.toString().padStart(2, '0');

/** Never later than the expiry; empty = the SMSC's default. */
export function validityPeriod(validityMs: number | null, format: Validity, now = Date.now()): string {
  if (validityMs === null || format === 'none') return '';
  const ms = Math.min(Math.max(validityMs, 1_000), LONGEST_MS);
  if (format === 'absolute') {
    const at = new Date(now + ms);
    const date = [at.getUTCFullYear() % 100, at.getUTCMonth() + 1, at.getUTCDate()];
    return `${[...date, at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join('')}000+`;
  }
  const seconds = Math.floor(ms / 1_000);
  const parts = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  return `0000${parts.map(two).join('')}000R`;
}
