// Matches a receipt with an unknown message ID to a text in doubt, for texts whose response was lost with the connection. A text matches if
// it alone fits: same number, same sender, submitted in time, and our own reference if the SMSC returns it. If several texts fit, none
// matches. While a text to that number is leased, the receipt has to wait.
import { type DoubtfulEntry, type MessageIds, referenceOf } from '../../provider.js';
import type { ReceiptText } from './receipt.js';
import type { SmppSettings } from '../smpp-settings.js';
import { partReference, referenceNumber, sourceOf, submitsOf } from '../send/submit.js';

/** The longest time for which a text may be in doubt: most receipts come within minutes, others when a phone is on again. */
const LONGEST_MS = 72 * 3_600_000;
/** The clock of the SMSC may be in any time zone, and a text comes to be in doubt some time after it left. */
const ZONES_MS = 15 * 3_600_000;
/** Fewer digits are a short code, which must be equal. */
const NATIONAL = 7;

/** The reference of the one text that fits; `several`: more than one fits; `later`: a leased text may fit; `none`. */
export type Match = { reference: string } | 'several' | 'later' | 'none';

const digitsIn = (address: string): string => address.replace(/\D/g, '').replace(/^0+/, '');

/** True also if one of them is written nationally. */
export function isSameNumber(a: string, b: string): boolean {
  const [one, other] = [digitsIn(a), digitsIn(b)];
  if (one === '' || other === '') return false;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short === long || (short.length >= NATIONAL && long.endsWith(short));
}

export async function matchDoubt(receipt: ReceiptText, ids: MessageIds, provider: string, settings: SmppSettings): Promise<Match> {
  const { source, destination, submittedAt } = receipt;
  // Usually the recipient is the source of the receipt; some SMSCs do not swap the addresses.
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
    // Our own reference is stronger evidence than a clock.
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

/** The references of an entry that the receipt may have: the parts of a long text are distinguished by our reference alone. */
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
