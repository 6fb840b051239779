// What is wrong with the draft, each at its field: what can be told here, and what the server answered, for as long as nobody has changed
// what it was said of.
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.js';
import type { Settings } from '../../api/session.js';
import { useFormat } from '../../texts/format.js';
import type { Draft } from './draft.js';
import type { ListRead } from './list.js';
import type { Measure } from './measure.js';
import { mergeTagIn } from './placeholders.js';
import type { Failure } from './submit.js';
import { zoned } from './zoned.js';

export const PLACES = ['recipients', 'content', 'sender', 'channel', 'start', 'expiry'] as const;
export type Place = (typeof PLACES)[number];
export type Faults = Partial<Record<Place, string>>;

/** The field of the form for each field name of the server. */
const OF: Record<Place, { names: RegExp; fields: (keyof Draft)[] }> = {
  recipients: { names: /^(?:recipient|mobile|line )/, fields: ['list'] },
  content: { names: /^content$/, fields: ['content', 'channel'] },
  sender: { names: /^sender$/, fields: ['sender'] },
  channel: { names: /^channel$/, fields: ['channel'] },
  start: { names: /^startTimestamp$/, fields: ['later', 'start', 'startAgain', 'zone'] },
  expiry: { names: /^expiryTimestamp$/, fields: ['expires', 'expiry', 'expiryAgain', 'zone', 'start'] },
};
const NOBODY = 'No active audience members found';

/** @returns the server's messages by field, and the error itself if a message belongs to no field */
export function placed(failure: Failure, now: Draft): { faults: Faults; rest: unknown } {
  if (failure === null) return { faults: {}, rest: null };
  const { error, draft } = failure;
  const said =
    error instanceof ApiError && error.message === NOBODY
      ? [{ field: 'recipient', message: NOBODY }]
      : error instanceof ApiError
        ? error.errors
        : [];
  const faults: Faults = {};
  let isAllPlaced = said.length > 0;
  for (const { field, message } of said) {
    const place = PLACES.find((each) => OF[each].names.test(field));
    if (place === undefined) isAllPlaced = false;
    else if (OF[place].fields.every((name) => draft[name] === now[name])) faults[place] ??= message;
  }
  return { faults, rest: isAllPlaced ? null : error };
}

interface ReadState {
  list: ListRead | undefined;
  isUnreadable: boolean;
}

/** @param tried true after an attempt to submit: missing fields are reported too */
export function useFaults(draft: Draft, read: ReadState, measure: Measure, settings: Settings, tried: boolean): Faults {
  const { list, isUnreadable } = read;
  const { t } = useTranslation('compose');
  const format = useFormat();
  const timeFault = (wanted: boolean, wall: string): string | undefined => {
    if (!wanted) return undefined;
    const found = zoned(wall, draft.zone);
    if (found === null) return tried ? t('timeMissing') : undefined;
    if (found.kind === 'none') return t('gap', { zone: draft.zone, instead: format.utc(`${found.instead}Z`) });
    return undefined;
  };
  const content = (): string | undefined => {
    if (draft.content === '') return tried ? t('contentMissing') : undefined;
    const tag = mergeTagIn(draft.content);
    if (tag !== null) return t('mergeTag', { tag });
    if (measure.characters > measure.most) return t('tooLong', { count: measure.most, number: format.number(measure.most) });
    if (settings.maxSegments > 0 && (measure.segments ?? 0) > settings.maxSegments)
      return t('tooManySegments', { count: settings.maxSegments });
    return undefined;
  };
  const recipients = (): string | undefined => {
    if (isUnreadable) return t('unreadable');
    if (list === undefined) return undefined;
    const { fault, column, count } = list;
    if (fault !== null) return t(fault.kind === 'malformed' ? 'malformed' : 'rowTooLong', { line: format.number(fault.line) });
    if (column === null) return t('columnMissing');
    if (count > settings.maxRecipients) return t('tooMany', { most: format.number(settings.maxRecipients) });
    return tried && count === 0 ? t('recipientsMissing') : undefined;
  };
  return {
    recipients: recipients(),
    content: content(),
    start: timeFault(draft.later, draft.start),
    expiry: timeFault(draft.expires, draft.expiry),
  };
}
