// Numbers, times, lengths of time and money as the chosen language writes them, in the browser's time zone: the one place that formats
// any. What can't be formatted is shown as it came: no page dies of it.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { browserTags } from './locale.js';

const DATE_TIME: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'medium' };

export interface Format {
  number: (value: number) => string;
  dateTime: (iso: string) => string;
  /** The time of the day alone. */
  time: (iso: string) => string;
  utc: (iso: string) => string;
  /** As “3 minutes ago”; for what is shown beside a precise time. */
  ago: (iso: string, now: number) => string;
  /** As “850 ms”, “2.5 sec”, “2 min, 5 sec”, “1 day, 4 hr”: two units at most. */
  duration: (milliseconds: number) => string;
  /** Of an exact decimal text, such as “1.5000”. */
  money: (amount: string, currency: string) => string;
}

type Unit = 'day' | 'hour' | 'minute' | 'second';
const STEPS: readonly (readonly [Unit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

function durations(language: string): Format['duration'] {
  const inUnit = (value: number, unit: Unit | 'millisecond', digits = 0): string =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
  return (milliseconds) => {
    const whole = Math.round(milliseconds);
    if (!Number.isFinite(whole)) return String(milliseconds);
    if (Math.abs(whole) < 1_000) return inUnit(whole, 'millisecond');
    if (Math.abs(whole) < 10_000) return inUnit(whole / 1_000, 'second', 1);
    // Rounded before it is taken apart: there is no “1 min, 60 sec”.
    let rest = Math.round(whole / 1_000);
    const at = STEPS.findIndex(([, size]) => rest >= size);
    const [large, small] = [STEPS[at], STEPS[at + 1]];
    if (large === undefined) return inUnit(rest, 'second');
    if (small === undefined) return inUnit(rest, large[0]);
    rest = Math.round(rest / small[1]);
    const perLarge = large[1] / small[1];
    const parts = [inUnit(Math.floor(rest / perLarge), large[0])];
    if (rest % perLarge > 0) parts.push(inUnit(rest % perLarge, small[0]));
    return parts.join(', ');
  };
}

/** @param otherwise what can't be formatted, as it came */
function attempt(format: () => string, otherwise: string): string {
  try {
    return format();
  } catch {
    return otherwise;
  }
}

function formats(language: string): Format {
  const number = new Intl.NumberFormat(language);
  const dateTime = new Intl.DateTimeFormat(language, DATE_TIME);
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  const utc = new Intl.DateTimeFormat(language, { ...DATE_TIME, timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return {
    number: (value) => attempt(() => number.format(value), String(value)),
    dateTime: (iso) => attempt(() => dateTime.format(new Date(iso)), iso),
    time: (iso) => attempt(() => time.format(new Date(iso)), iso),
    utc: (iso) => attempt(() => utc.format(new Date(iso)), iso),
    ago: (iso, now) => {
      const seconds = Math.round((new Date(iso).getTime() - now) / 1_000);
      const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ['second', 1];
      return attempt(() => relative.format(Math.round(seconds / size), unit), iso);
    },
    duration: durations(language),
    money: (amount, currency) =>
      attempt(
        () =>
          // The text itself is formatted: a price of a million messages need not go through a binary fraction.
          new Intl.NumberFormat(language, { style: 'currency', currency, maximumFractionDigits: 9 }).format(
            amount as Intl.StringNumericLiteral,
          ),
        `${amount} ${currency}`,
      ),
  };
}

/** The chosen language as the browser's country writes it (en-GB), where that is one of its languages. */
const asWritten = (language: string): string => browserTags().find((tag) => tag.startsWith(`${language}-`)) ?? language;

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => formats(asWritten(i18n.language)), [i18n.language]);
}
