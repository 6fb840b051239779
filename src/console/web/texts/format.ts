// Numbers and times as the chosen language writes them, in the browser's time zone.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

const DATE_TIME: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'medium' };

export interface Format {
  number: (value: number) => string;
  /** 0 to 1. */
  percent: (value: number) => string;
  dateTime: (iso: string) => string;
  utc: (iso: string) => string;
  /** As “3 minutes ago”; for what is shown beside a precise time. */
  ago: (iso: string, now: number) => string;
  /** Of an exact decimal text, such as “1.5000”. */
  money: (amount: string, currency: string) => string;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

function formats(language: string): Format {
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const dateTime = new Intl.DateTimeFormat(language, DATE_TIME);
  const utc = new Intl.DateTimeFormat(language, { ...DATE_TIME, timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return {
    number: (value) => number.format(value),
    percent: (value) => percent.format(value),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    utc: (iso) => utc.format(new Date(iso)),
    ago: (iso, now) => {
      const seconds = Math.round((new Date(iso).getTime() - now) / 1_000);
      const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ['second', 1];
      return relative.format(Math.round(seconds / size), unit);
    },
    money: (amount, currency) =>
      // The text itself is formatted: a price of a million messages need not go through a binary fraction.
      new Intl.NumberFormat(language, { style: 'currency', currency, maximumFractionDigits: 9 }).format(
        amount as Intl.StringNumericLiteral,
      ),
  };
}

/** The chosen language as the browser's country writes it (en-GB), where that is one of its languages. */
const asWritten = (language: string): string => navigator.languages.find((each) => each.startsWith(`${language}-`)) ?? language;

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => formats(asWritten(i18n.language)), [i18n.language]);
}
