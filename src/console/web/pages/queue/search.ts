// What is looked for, kept in the page's address so that it can be sent to a colleague: moments there, not days, because a day of one
// zone is none of another.
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
