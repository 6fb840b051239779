// The calls of the server's API that the seed uses.
import { setTimeout as pause } from 'node:timers/promises';
import { StartupError } from '../../dist/platform/config/startup-error.js';

const ANSWER_MS = 60_000;
const MOST_TRIES = 10;
const TOO_MANY_REQUESTS = 429;

export class Api {
  #url;
  #headers;

  constructor(url, token) {
    this.#url = url;
    this.#headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json;charset=UTF-8' };
  }

  /** @throws StartupError for any answer but 200 */
  async ask(method, path, body) {
    for (let tries = 1; ; tries++) {
      const response = await fetch(this.#url + path, {
        method,
        headers: this.#headers,
        signal: AbortSignal.timeout(ANSWER_MS),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text);
      if (response.status !== TOO_MANY_REQUESTS || tries === MOST_TRIES)
        throw new StartupError(`${method} ${path} was answered with ${response.status}: ${text.slice(0, 300)}`);
      await pause(1_000 * Number(response.headers.get('retry-after') ?? 1));
    }
  }

  /** @returns the request's ID */
  async submit({ mobiles, ...fields }) {
    const message = { ...fields, recipients: { recipient: mobiles.map((mobile) => ({ mobile })) } };
    const { id } = await this.ask('POST', '/api/v1/messages/sms', { smsServiceRequest: { messages: { message } } });
    return id;
  }

  alter(id, change) {
    return this.ask('PATCH', `/api/v1/messages/sms/${id}`, change);
  }

  cancel(id) {
    return this.ask('DELETE', `/api/v1/messages/sms/${id}`);
  }

  /** Reports an inbound message. */
  inbound(phoneNumber, smsText, smsSentTo) {
    const senderMessageId = `seed-${phoneNumber}-${Date.now()}`;
    return this.ask('POST', '/api/v1/messages/sms/inbound/default', { phoneNumber, smsText, senderMessageId, smsSentTo });
  }

  /** The number of entries of a request in each status. */
  async counts(id) {
    return (await this.ask('GET', `/api/v1/messages/sms/${id}`)).counts;
  }
}
