// The form of SMS requests and their entries in answers, and their definition for the kit for routes.
import type { EntryFacts, FoundEntryFacts } from '../requests/query/entry-facts.js';
import type { RequestFacts } from '../requests/query/request-facts.js';
import type { ModuleRequests } from '../requests/module-requests.js';
import { readTemplate, textFor } from './merge-tags.js';
import { type Cost, costOf } from './segments.js';
import { SMS, type SmsChannel, smsChannelNamed } from './sms.js';

/** The payload of a request is its content. */
export interface RequestView extends Cost, Omit<RequestFacts, 'channel' | 'payload' | 'units' | 'fallback'> {
  channel: SmsChannel;
  content: string;
  sendVoiceSmsOnFailure: boolean;
}

export interface EntryView extends Omit<EntryFacts, 'entryId' | 'address' | 'channel'> {
  smsId: string;
  mobile: string;
  channel: SmsChannel;
}

export interface FoundEntry extends EntryView, Pick<FoundEntryFacts, 'submittedAt'> {
  user: string;
  content: string;
}

/** With merge tags the texts differ, so only the number of all segments is known. */
function costOfRequest({ channel, payload, units }: RequestFacts): Cost & { segmentsTotal?: number | null } {
  if (readTemplate(payload).tags.length === 0) return costOf(smsChannelNamed(channel), payload);
  return { segments: null, encoding: null, segmentsTotal: units };
}

const requestView = (facts: RequestFacts): RequestView => ({
  id: facts.id,
  channel: smsChannelNamed(facts.channel),
  content: facts.payload,
  ...costOfRequest(facts),
  sender: facts.sender,
  priority: facts.priority,
  sendVoiceSmsOnFailure: facts.fallback !== null,
  state: facts.state,
  paused: facts.paused,
  recipientCount: facts.recipientCount,
  submittedAt: facts.submittedAt,
  submittedBy: facts.submittedBy,
  startsAt: facts.startsAt,
  expiresAt: facts.expiresAt,
  cancelledAt: facts.cancelledAt,
  cancelledBy: facts.cancelledBy,
  counts: facts.counts,
  waitingFor: facts.waitingFor,
});

const entryView = (facts: EntryFacts): EntryView => ({
  smsId: facts.entryId,
  requestId: facts.requestId,
  mobile: facts.address,
  channel: smsChannelNamed(facts.channel),
  status: facts.status,
  statusMessage: facts.statusMessage,
  attempts: facts.attempts,
  provider: facts.provider,
  providerMessageId: facts.providerMessageId,
  updatedAt: facts.updatedAt,
});

/** The form of an entry in a search over all requests. */
export const foundEntry = (facts: FoundEntryFacts): FoundEntry => ({
  ...entryView(facts),
  user: facts.submittedBy,
  content: textFor(facts.payload, facts.variables),
  submittedAt: facts.submittedAt,
});

export const SMS_REQUESTS: ModuleRequests<RequestView, EntryView> = {
  module: SMS,
  path: '/api/v1/messages/sms',
  request: requestView,
  entry: entryView,
  sentTo: (provider) => `SMS request sent to ${provider} Gateway`,
};
