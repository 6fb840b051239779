// Which requests are looked for, kept in the page's address so that it can be sent to a colleague: moments there, not days, because a
// day of one zone is none of another.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { STATES } from '../../api/answers.js';
import { useFormat } from '../../texts/format.js';

export const FIELDS = ['state', 'user', 'mobile', 'sender', 'from', 'to'] as const;
export type Field = (typeof FIELDS)[number];
/** Empty = not asked for. */
export type Filter = Readonly<Record<Field, string>>;

export const NOTHING: Filter = { state: '', user: '', mobile: '', sender: '', from: '', to: '' };

/** What is asked for alone, as the server takes it. */
export const askedOf = (filter: Filter): Partial<Filter> =>
  Object.fromEntries(FIELDS.flatMap((field) => (filter[field].trim() === '' ? [] : [[field, filter[field].trim()]])));

export const isEmpty = (filter: Filter): boolean => Object.keys(askedOf(filter)).length === 0;

export function useFilter(): [Filter, (filter: Filter) => void] {
  const [parameters, setParameters] = useSearchParams();
  const filter = useMemo<Filter>(
    () => ({ ...NOTHING, ...Object.fromEntries(FIELDS.map((field) => [field, parameters.get(field) ?? ''])) }),
    [parameters],
  );
  return [
    filter,
    (wanted) => {
      setParameters(askedOf(wanted));
    },
  ];
}

/** A description of the filter, for the confirmation of an action on all matching requests. */
export function useWords(filter: Filter): string {
  const { t } = useTranslation('requests');
  const names = useTranslation('status').t;
  const format = useFormat();
  const { state, user, mobile, sender, from, to } = filter;
  const known = STATES.find((each) => each === state);
  const fields = [
    [t('state'), known === undefined ? state : names(known)],
    [t('user'), user],
    [t('mobile'), mobile],
    [t('sender'), sender],
  ] as const;
  const words = [
    ...fields.filter(([, value]) => value !== '').map(([field, value]) => t('is', { field, value })),
    ...(from === '' ? [] : [t('since', { time: format.dateTime(from) })]),
    ...(to === '' ? [] : [t('until', { time: format.dateTime(to) })]),
  ];
  return words.join('; ');
}
