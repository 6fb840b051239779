// The requests of Twilio's REST API (2010-04-01) that this server uses. They are signed in by the account, or by an API key.
import { Outbound, type OutboundRequest, type Outcome } from '../http/outbound.js';
import type { Message } from '../provider.js';
import { isService, type TwilioSettings } from './twilio-settings.js';
import { say } from './twiml.js';

export type Kind = 'Messages' | 'Calls';

/** Seconds that Twilio may keep a text in its queue. */
const VALIDITY = { least: 1, most: 36_000 };
/** The most messages to one number that a look-up reads, in one page. */
const LISTED = 200;
const LIST_BYTES = 1_024 * 1_024;

export class TwilioApi {
  private readonly http: Outbound;
  private readonly account: string;
  private readonly authorization: string;

  constructor(private readonly settings: TwilioSettings) {
    const { accountSid, authToken = '', apiKeySid, apiKeySecret = '', baseUrl, hosts, maxInFlight: connections, ca } = settings;
    this.http = new Outbound({ connections, hosts, ...(ca !== undefined && { ca }) });
    this.account = `${baseUrl.replace(/\/+$/, '')}/2010-04-01/Accounts/${accountSid}`;
    const credentials = apiKeySid === undefined ? `${accountSid}:${authToken}` : `${apiKeySid}:${apiKeySecret}`;
    this.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  }

  /** @param callback the address to which Twilio reports the outcome */
  text({ address, content, sender, validityMs }: Message<string>, callback: string | undefined, signal: AbortSignal): Promise<Outcome> {
    const { from, messagingServiceSid } = this.settings;
    const form = new URLSearchParams({ To: address, Body: content });
    // The service has its own configuration: opt-outs, the sender's registration, its rate limit. A request may choose one of its senders.
    const named = sender ?? (messagingServiceSid === undefined ? from : undefined);
    const service = named !== undefined && isService(named) ? named : messagingServiceSid;
    if (service !== undefined) form.set('MessagingServiceSid', service);
    if (named !== undefined && named !== service) form.set('From', named);
    if (callback !== undefined) form.set('StatusCallback', callback);
    if (validityMs !== null) {
      const seconds = Math.min(VALIDITY.most, Math.max(VALIDITY.least, Math.floor(validityMs / 1_000)));
      form.set('ValidityPeriod', seconds.toString());
    }
    return this.post(`/Messages.json`, form, signal);
  }

  call({ address, content }: Message<string>, from: string, callback: string | undefined, signal: AbortSignal): Promise<Outcome> {
    const form = new URLSearchParams({ To: address, From: from, Twiml: say(content, this.settings) });
    if (callback !== undefined) form.set('StatusCallback', callback);
    return this.post(`/Calls.json`, form, signal);
  }

  fetch(kind: Kind, sid: string, signal: AbortSignal): Promise<Outcome> {
    return this.get(`/${kind}/${sid}.json`, signal);
  }

  cancel(kind: Kind, sid: string, signal: AbortSignal): Promise<Outcome> {
    return this.post(`/${kind}/${sid}.json`, new URLSearchParams({ Status: 'canceled' }), signal);
  }

  /** Without a date: Twilio filters by the time of sending, and queued messages have none. */
  listTo(kind: Kind, address: string, signal: AbortSignal): Promise<Outcome> {
    const query = new URLSearchParams({ To: address, PageSize: LISTED.toString() });
    return this.get(`/${kind}.json?${query.toString()}`, signal, LIST_BYTES);
  }

  /** Reads the account. An API key may not read it, so with a key it reads a list of at most one message. */
  look(signal: AbortSignal): Promise<Outcome> {
    return this.get(this.settings.apiKeySid === undefined ? '.json' : '/Messages.json?PageSize=1', signal);
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  private get(path: string, signal: AbortSignal, mostBytes?: number): Promise<Outcome> {
    return this.send({ method: 'GET', url: this.account + path, headers: {}, ...(mostBytes !== undefined && { mostBytes }) }, signal);
  }

  private post(path: string, form: URLSearchParams, signal: AbortSignal): Promise<Outcome> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.send({ method: 'POST', url: this.account + path, headers, body: form.toString() }, signal);
  }

  private send(request: OutboundRequest, signal: AbortSignal): Promise<Outcome> {
    const headers = { ...request.headers, authorization: this.authorization, accept: 'application/json' };
    return this.http.send({ ...request, headers }, signal);
  }
}
