// What is looked for, kept in the page's address so that it can be sent to a colleague: moments there, not days, because a day of one
// zone is none of another.
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

export const FIELDS = ['user', 'smsId', 'requestId', 'mobile', 'status', 'from', 'to'] as const;
export type Field = (typeof FIELDS)[number];
/** Empty = not asked for. */
export type Search = Readonly<Record<Field, string>>;

export const NOTHING: Search = { user: '', smsId: '', requestId: '', mobile: '', status: '', from: '', to: '' };

export const isEmpty = (search: Search): boolean => FIELDS.every((field) => search[field] === '');

/** The search in the address, and how to look for something else. */
export function useSearch(): [Search, (search: Search) => void] {
  const [parameters, setParameters] = useSearchParams();
  const search = useMemo<Search>(
    () => ({ ...NOTHING, ...Object.fromEntries(FIELDS.map((name) => [name, parameters.get(name) ?? ''])) }),
    [parameters],
  );
  const look = (wanted: Search): void => {
    setParameters(new URLSearchParams(FIELDS.filter((field) => wanted[field].trim() !== '').map((field) => [field, wanted[field].trim()])));
  };
  return [search, look];
}

/** A day of the browser's zone, as a calendar names it. */
export type Day = string | null;

/** From the first day's first moment to the last day's last one; an hour is skipped or repeated within them as the zone has it. */
export const rangeOf = ([first, last]: [Day, Day]): Pick<Search, 'from' | 'to'> => ({
  from: first === null ? '' : dayjs(first).startOf('day').toISOString(),
  to: last === null ? '' : dayjs(last).endOf('day').toISOString(),
});

const dayOf = (moment: string): Day => {
  const at = dayjs(moment);
  return moment !== '' && at.isValid() ? at.format('YYYY-MM-DD') : null;
};

export const daysOf = ({ from, to }: Search): [Day, Day] => [dayOf(from), dayOf(to)];
