// A client of the SMS API for tests.
import { setImmediate as turn } from 'node:timers/promises';
import { bearer, type TokenClaims } from './token.js';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  body: T;
  headers: Headers;
}

export interface MessageFields {
  mobiles?: string[];
  [field: string]: unknown;
}

export type Counts = Record<string, number>;

export interface RequestBody {
  id: string;
  state: string;
  recipientCount: number;
  counts: Counts;
  [field: string]: unknown;
}

export interface EntryBody {
  smsId: string;
  mobile: string;
  status: string;
  statusMessage: string;
  attempts: number;
  channel: string;
}

const EVENTUALLY_MS = 30_000;

/** Asks again until it holds, and lets everything else have its turn between. */
export async function eventually<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const until = Date.now() + EVENTUALLY_MS;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    await turn();
    if (Date.now() > until) throw new Error(`It did not come to hold: ${JSON.stringify(value)}`);
  }
}

/** A body of a submit; `mobiles` stands for the recipients. */
export function submitBody({ mobiles = ['+919866694753'], ...fields }: MessageFields = {}): object {
  const message = { content: 'sample sms message', recipients: { recipient: mobiles.map((mobile) => ({ mobile })) }, ...fields };
  return { smsServiceRequest: { messages: { message } } };
}

export class Client {
  constructor(
    readonly url: string,
    private readonly claims: TokenClaims = {},
  ) {}

  /** The same caller at another server. */
  at(url: string): Client {
    return new Client(url, this.claims);
  }

  /** The same server as another caller. */
  as(claims: TokenClaims): Client {
    return new Client(this.url, claims);
  }

  headers(): Record<string, string> {
    return bearer(this.claims);
  }

  async ask<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...this.headers(), 'content-type': 'application/json;charset=UTF-8', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text === '' ? '{}' : text) as T, headers: response.headers };
  }

  submit(fields: MessageFields = {}, headers: Record<string, string> = {}): Promise<Answer<{ id: string; message: string }>> {
    return this.ask('POST', '/api/v1/messages/sms', submitBody(fields), headers);
  }

  /** The ID of an accepted request. */
  async submitted(fields: MessageFields = {}): Promise<string> {
    const { status, body } = await this.submit(fields);
    if (status !== 200) throw new Error(`Not accepted: ${JSON.stringify(body)}`);
    return body.id;
  }

  cancel(id: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask('DELETE', `/api/v1/messages/sms/${id}`, undefined, headers);
  }

  schedule(id: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask('PATCH', `/api/v1/messages/sms/${id}`, body, headers);
  }

  async request(id: string): Promise<RequestBody> {
    return (await this.ask<RequestBody>('GET', `/api/v1/messages/sms/${id}`)).body;
  }

  async entries(id: string, query = ''): Promise<EntryBody[]> {
    return (await this.ask<{ items: EntryBody[] }>('GET', `/api/v1/messages/sms/${id}/entries?limit=1000${query}`)).body.items;
  }

  /** Once nothing of it waits or is in hand. */
  settled(id: string): Promise<RequestBody> {
    return eventually(
      () => this.request(id),
      ({ counts }) => ['Initial', 'Queue Full', 'Sending'].every((status) => counts[status] === 0),
    );
  }
}

export const inAnHour = (): string => String(Date.now() + 3_600_000);

/** So many different numbers that the simulator accepts. */
export const mobiles = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `+120255${String(from + i).padStart(5, '0')}`);
