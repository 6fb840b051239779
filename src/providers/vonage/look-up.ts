// Looks up a message at Vonage: texts by the Reports API (message ID, else client reference), calls by their ID. It never answers `absent`:
// Vonage does not document how soon a message is in the records, so a missing message may still be under way.
import { jsonObject } from '../http/json.js';
import type { OutboundAnswer } from '../http/outbound.js';
import { type Known, referenceOf, type SentMessage } from '../provider.js';
import { listOf, textOf } from './json.js';
import { CALL_STATUS, CALL_UNDER_WAY, lookUp, RECORD_STATUS } from './vonage-codes.js';
import type { VonageSettings } from './vonage-settings.js';

/** `at` is accurate within a lease; Vonage compares with its own clock. The range may have 24 hours at most. */
const AROUND_MS = 3_600_000;

const unknown = (reason: string): Known => ({ kind: 'unknown', reason });

/** https://developer.vonage.com/en/api/reports: an ID excludes dates */
export function recordsUrl({ reportsUrl, apiKey }: VonageSettings, message: SentMessage<string>): string {
  const { providerMessageId, at } = message;
  const which: Record<string, string> =
    providerMessageId === null
      ? {
          client_ref: referenceOf(message),
          date_start: instant(at.getTime() - AROUND_MS),
          date_end: instant(at.getTime() + AROUND_MS),
        }
      : { id: providerMessageId };
  const query = new URLSearchParams({ account_id: apiKey, product: 'SMS', direction: 'outbound', ...which });
  return `${reportsUrl}/v2/reports/records?${query.toString()}`;
}

const instant = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

export function recordState(answer: OutboundAnswer, message: SentMessage<string>): Known {
  const records = answer.status === 200 ? listOf(jsonObject(answer.body)?.records) : undefined;
  if (records === undefined) return unknown(`Vonage’s records answered HTTP ${answer.status}`);
  const { providerMessageId } = message;
  const ours = records.filter((record) =>
    providerMessageId === null ? textOf(record.client_ref) === referenceOf(message) : textOf(record.message_id) === providerMessageId,
  );
  const statuses = ours.map((record) => lookUp(RECORD_STATUS, textOf(record.status)));
  const [first] = ours;
  if (first === undefined) return unknown('Vonage has no record of it yet');
  if (statuses.includes(undefined)) return unknown('Vonage’s record has an undocumented status');
  // Several parts: delivered when all are, undelivered when one is.
  const id = textOf(first.message_id);
  if (statuses.includes('undelivered'))
    return { kind: 'undelivered', ...(id !== '' && { providerMessageId: id }), reason: 'Vonage: not delivered' };
  if (statuses.every((status) => status === 'delivered')) return { kind: 'delivered', ...(id !== '' && { providerMessageId: id }) };
  return id === '' ? unknown('Vonage’s record has no message ID') : { kind: 'accepted', providerMessageId: id };
}

export const callUrl = ({ voiceUrl }: VonageSettings, uuid: string): string => `${voiceUrl}/v1/calls/${encodeURIComponent(uuid)}`;

export function callState(answer: OutboundAnswer, providerMessageId: string): Known {
  if (answer.status !== 200) return unknown(`Vonage’s calls answered HTTP ${answer.status}`);
  const status = textOf(jsonObject(answer.body)?.status);
  if (CALL_UNDER_WAY.has(status)) return { kind: 'accepted', providerMessageId };
  const final = lookUp(CALL_STATUS, status);
  if (final === undefined) return unknown('Vonage’s call has an undocumented status');
  const { reason } = final;
  return { kind: final.status, providerMessageId, ...(reason !== undefined && { reason: `Vonage: ${reason}` }) };
}
