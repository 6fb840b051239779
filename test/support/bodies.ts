// Bodies of large submits in each content type, and clients that send them in parts.
import type { Socket } from 'node:net';
import { bearer } from './token.js';
import { type Answer, inAnHour } from './client.js';
import { open } from './raw.js';

export const JSON_TYPE = 'application/json';
export const NDJSON = 'application/x-ndjson';
export const CSV = 'text/csv';

export interface Form {
  name: string;
  type: string;
  path: string;
  body: string;
}

export const PATH = '/api/v1/messages/sms';

/** A message for later, as the first line of NDJSON and as the query of CSV. */
export const later = inAnHour();
export const HEAD = `{"content":"hi","startTimestamp":"${later}"}`;
export const QUERY = `?content=hi&startTimestamp=${later}`;
export const FULL = { prefer: 'return=representation' };

export type Submitted = Answer<{ id: string; errors?: { field: string; message: string }[]; [field: string]: unknown }>;

/** The same request in every form. */
export function inEveryForm(message: Record<string, string>, mobiles: readonly string[]): Form[] {
  const recipient = mobiles.map((mobile) => ({ mobile }));
  const json = { smsServiceRequest: { messages: { message: { ...message, recipients: { recipient } } } } };
  const query = new URLSearchParams(message).toString();
  return [
    { name: 'JSON', type: JSON_TYPE, path: PATH, body: JSON.stringify(json) },
    { name: 'NDJSON', type: NDJSON, path: PATH, body: [message, ...recipient].map((line) => JSON.stringify(line)).join('\n') },
    { name: 'CSV', type: CSV, path: `${PATH}?${query}`, body: ['mobile', ...mobiles].join('\r\n') },
  ];
}

/** A request whose head is sent and whose body is up to the test. */
export async function begin(url: string, { type, path }: Form, ...headers: string[]): Promise<Socket> {
  const socket = await open(url);
  const head = [`POST ${path} HTTP/1.1`, 'Host: x', `Content-Type: ${type}`, `Authorization: ${bearer().authorization}`, ...headers];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  return socket;
}

export const chunked = (part: string): string => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`;
