// A receipt whose message ID nobody knows, since the link was lost before the response: it may be of a text that is in doubt. Matched is
// what can be one alone: to the same number from the same sender, submitted in time, and with our own reference where the SMSC says that
// back. Between two nothing is ever guessed, and while a text to that number is in hand nothing is known.
import { type DoubtfulEntry, type MessageIds, referenceOf } from '../../provider.js';
import type { ReceiptText } from './receipt.js';
import type { SmppSettings } from '../smpp-settings.js';
import { partReference, referenceNumber, sourceOf, submitsOf } from '../send/submit.js';

/** Since when a text may be in doubt: receipts mostly come within minutes, and when a phone is on again. */
const LONGEST_MS = 72 * 3_600_000;
/** The SMSC's clock may be of any zone, and a text comes to be in doubt somewhat after it left. */
const ZONES_MS = 15 * 3_600_000;
/** Fewer digits are a short code, which is the same as nothing but itself. */
const NATIONAL = 7;

/** The reference of the one; `several`: it may be more than one; `later`: one in hand may be it; `none`. */
export type Match = { reference: string } | 'several' | 'later' | 'none';

const digitsIn = (address: string): string => address.replace(/\D/g, '').replace(/^0+/, '');

/** Also where one is written nationally. */
export function isSameNumber(a: string, b: string): boolean {
  const [one, other] = [digitsIn(a), digitsIn(b)];
  if (one === '' || other === '') return false;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short === long || (short.length >= NATIONAL && long.endsWith(short));
}

export async function matchDoubt(receipt: ReceiptText, ids: MessageIds, provider: string, settings: SmppSettings): Promise<Match> {
  const { source, destination, submittedAt } = receipt;
  // Mostly the recipient is its source; some SMSCs turn nothing round.
  const addresses = [source, destination].filter((each) => /^\+?\d{7,15}$/.test(each)).map((each) => `+${each.replace(/^\+/, '')}`);
  if (addresses.length === 0) return 'none';
  const entries = await ids.entries.inDoubt(provider, 'text', addresses, new Date(Date.now() - LONGEST_MS));
  const isFrom = ({ address, sender }: DoubtfulEntry): boolean => {
    const ours = sourceOf(sender ?? settings.sender, settings)?.source_addr ?? '';
    const theirs = isSameNumber(source, address) ? destination : source;
    return ours === '' || theirs === '' || ours.toLowerCase() === theirs.toLowerCase() || isSameNumber(ours, theirs);
  };
  const candidates = entries.filter(isFrom);
  if (candidates.some(({ at }) => at === null)) return 'later';
  const matching = candidates.flatMap((entry) => {
    // Our own reference says more than a clock does.
    const inTime =
      receipt.reference !== undefined ||
      submittedAt === undefined ||
      Math.abs(submittedAt.getTime() - (entry.at?.getTime() ?? 0)) <= ZONES_MS;
    return inTime ? referencesOf(entry, receipt, settings) : [];
  });
  const [only, ...others] = matching;
  if (only === undefined) return 'none';
  return others.length > 0 ? 'several' : { reference: only };
}

/** What of an entry it may be about: the parts of a long text are told apart by our reference alone. */
function referencesOf(
  { entryId, attempt, address, sender, content }: DoubtfulEntry,
  { reference }: ReceiptText,
  settings: SmppSettings,
): string[] {
  if (typeof content !== 'string') return [];
  const message = { ...{ entryId, attempt, address, sender, content, requestId: '' }, channel: 'text' as const, validityMs: null };
  const submits = submitsOf(message, settings, 0);
  if ('refused' in submits) return [];
  const all = submits.map((_, i) => partReference(referenceOf(message), i + 1, submits.length));
  if (reference === undefined) return all.length === 1 ? all : [];
  return all.filter((each) => referenceNumber(each).readUInt16BE(0) === reference);
}
