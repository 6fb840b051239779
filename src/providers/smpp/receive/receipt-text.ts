// Reads the text of a delivery receipt (appendix B) in the forms that SMSCs use: fields in any order, with any separator or none, some
// missing, states as seven letters, in full or as a number.
import { readGsm, readUcs2 } from '../wire/alphabet.js';
import { readingOf } from '../wire/data-coding.js';

/** message_state, section 5.2.28. */
export const STATES = [
  undefined,
  'ENROUTE',
  'DELIVERED',
  'EXPIRED',
  'DELETED',
  'UNDELIVERABLE',
  'ACCEPTED',
  'UNKNOWN',
  'REJECTED',
] as const;
export type State = Exclude<(typeof STATES)[number], undefined>;

/** `stat:`, with the words of appendix B and other words that SMSCs use. */
const WORDS: Readonly<Record<State, string>> = {
  ENROUTE: 'ENROUTE ENROUT ENRT SCHEDULED PENDING BUFFERED BUFFRED QUEUED SENT',
  DELIVERED: 'DELIVRD DELIVERED DELIVERD DELIVED DELIVRED DLVRD DELIVEREDTOHANDSET DELIVEREDTOTERMINAL DELIVEREDTOMOBILE',
  EXPIRED: 'EXPIRED EXPIRD EXPRD EXPIRE MESSAGEEXPIRED',
  DELETED: 'DELETED DELETD DELTD CANCELED CANCELLED',
  UNDELIVERABLE:
    'UNDELIV UNDELIVERABLE UNDELIVERED UNDELIVRD UNDELIVERD UNDELVD UNDLVRD UNDLV NOTDELIVERED NONDELIVERED FAILED FAIL FAILURE FAILD ' +
    'DELIVERYFAILED DELIVERYFAILURE DELIVERYIMPOSSIBLE SKIPPED',
  ACCEPTED: 'ACCEPTD ACCEPTED ACCPTD ACCPTED',
  UNKNOWN: 'UNKNOWN UNKNWN UNKNOWD',
  REJECTED: 'REJECTD REJECTED REJCTD REJCTED REJECT',
};
const BY_WORD: ReadonlyMap<string, State> = new Map(
  Object.entries(WORDS).flatMap(([state, words]) => words.split(' ').map((word): [string, State] => [word, state as State])),
);
const SEVEN = 7;

function stateOf(written: string): State | undefined {
  const number = /^\W*0*([1-8])(?!\w)/.exec(written)?.[1];
  if (number !== undefined) return STATES[Number(number)];
  const letters = (text: string): string => text.toUpperCase().replace(/[^A-Z]/g, '');
  const [whole, first] = [letters(written), letters(/^\W*[\w-]+/.exec(written)?.[0] ?? '')];
  return BY_WORD.get(whole) ?? BY_WORD.get(first) ?? BY_WORD.get(first.slice(0, SEVEN));
}

/** The name of a field, in all its spellings. */
const FIELD =
  /(?<![a-z_])((?:message|msg)?[ _-]?id)\s*[:=]|(sub|dlvrd|submit[\s_-]*date|done[\s_-]*date|stat(?:us|e)?|err(?:or)?(?:[ _-]?code)?|text)\s*[:=]/gi;
const LONGEST = 1_000;

type Field = 'id' | 'submitdate' | 'donedate' | 'stat' | 'err' | 'text';

const nameOf = (own: string): Field =>
  own.endsWith('id') ? 'id' : own.startsWith('stat') ? 'stat' : own.startsWith('err') ? 'err' : (own as Field);

function fieldsOf(text: string): ReadonlyMap<Field, string> {
  const found = [...text.slice(0, LONGEST).matchAll(FIELD)];
  const fields = found.map(({ 0: whole, 1: id, 2: other, index }, i) => ({
    name: nameOf((id ?? other ?? '').toLowerCase().replace(/[\s_-]/g, '')),
    value: text.slice(index + whole.length, found[i + 1]?.index ?? LONGEST).trim(),
  }));
  // The beginning of the message stands at the end of the receipt and may look like fields. If it stands at the beginning, the last
  // occurrence of each field is the SMSC's.
  const end = fields.findIndex(({ name }) => name === 'text');
  const own = end > 0 ? fields.slice(0, end) : end === 0 ? fields.slice(1).reverse() : fields;
  const values = new Map<Field, string>();
  for (const { name, value } of own) if (!values.has(name)) values.set(name, value);
  return values;
}

export interface ReceiptFields {
  messageId: string | undefined;
  state: State | undefined;
  error: string | undefined;
  submittedAt: Date | undefined;
  /** True if all fields of appendix B are there, so that it is hardly any other text. */
  isWhole: boolean;
}

export function readFields(text: string): ReceiptFields {
  // SMSCs written in C may separate fields by zero octets.
  const fields = fieldsOf(text.replaceAll('\0', ' '));
  const id = /^["']?(\S{1,255})/.exec(fields.get('id') ?? '')?.[1]?.replace(/["',;|]+$/, '');
  const state = stateOf(fields.get('stat') ?? '');
  const error = /^[\dA-Z]{1,10}\b/i.exec(fields.get('err') ?? '')?.[0];
  return {
    messageId: id === '' ? undefined : id,
    state,
    error: error === undefined || /^0+$/.test(error) ? undefined : error,
    submittedAt: dateOf(fields.get('submitdate') ?? ''),
    isWhole: id !== undefined && state !== undefined && fields.has('submitdate') && fields.has('donedate'),
  };
}

/** `YYMMDDhhmm`, optionally with seconds, in an unknown time zone. */
function dateOf(written: string): Date | undefined {
  const [year, month, day, hour, minute] = (/^(?:20)?(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\d\d)?(?!\d)/.exec(written) ?? [])
    .slice(1)
    .map(Number);
  if (year === undefined || month === undefined || month < 1 || month > 12) return undefined;
  const at = new Date(Date.UTC(2_000 + year, month - 1, day, hour, minute));
  return at.getUTCDate() === day ? at : undefined;
}

const HOW_MUCH = ({ messageId, state }: ReceiptFields): number => Number(messageId !== undefined) + Number(state !== undefined);

/** The reading with most fields: receipts are ASCII, whatever data_coding says, but some are UCS-2. */
export function readOctets(octets: Buffer, coding: number): ReceiptFields {
  // The underscore of GSM 03.38.
  const plain = (): string => octets.toString('latin1').replaceAll('\x11', '_');
  const ways = [plain, () => readUcs2(octets), () => readGsm(octets)];
  if (readingOf(coding) === 'ucs2') ways.splice(0, 2, () => readUcs2(octets), plain);
  const [first, ...others] = ways.map((way) => readFields(way()));
  return others.reduce((best, each) => (HOW_MUCH(each) > HOW_MUCH(best) ? each : best), first ?? readFields(''));
}
