// Bodies of large submits, in each form that is taken, and clients that send them badly.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { bearer } from './app.js';

export const JSON_TYPE = 'application/json';
export const NDJSON = 'application/x-ndjson';
export const CSV = 'text/csv';

export interface Form {
  name: string;
  type: string;
  path: string;
  body: string;
}

const PATH = '/api/v1/messages/sms';

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
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const head = [`POST ${path} HTTP/1.1`, 'Host: x', `Content-Type: ${type}`, `Authorization: ${bearer().authorization}`, ...headers];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  return socket;
}

/** All that the server says until it closes the connection. */
export async function hear(socket: Socket): Promise<string> {
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
  socket.on('error', () => undefined);
  if (!socket.closed) await once(socket, 'close');
  return heard;
}

export const chunked = (part: string): string => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`;
