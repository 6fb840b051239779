// A provider's HTTP server, as far as misbehaving goes: it keeps what it was sent and does with each request what the test says.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { makeCertificate } from './certificate.js';

export interface Received {
  method: string;
  /** Path and query, as sent. */
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** Of a form, the fields by name. */
  form: URLSearchParams;
  /** All of it, readable: where a number or a reference is looked for. */
  text: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

export type Behaviour = (received: Received, response: ServerResponse) => unknown;

export const json = (status: number, value: unknown): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

export function answer(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers);
  response.end(body);
}

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  const { method = '', url: path = '', headers } = request;
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const readable = (text: string): string => decodeURIComponent(text.replaceAll('+', ' ').replace(/%(?![0-9a-f]{2})/gi, '%25'));
  const text = `${readable(path)} ${isForm ? readable(body) : body}`;
  return { method, path, headers, body, form: new URLSearchParams(isForm ? body : ''), text };
}

export class VendorServer {
  readonly received: Received[] = [];
  /** What it does with the next requests. */
  behave: Behaviour = (_, response) => {
    answer(response, { status: 404, body: 'no behaviour was set' });
  };
  url = '';
  /** Of a server with TLS: what makes its certificate trusted. */
  ca: string | undefined;
  private readonly sockets = new Set<Socket>();
  private heard: (() => void)[] = [];
  private stop: () => Promise<void> = () => Promise.resolve();

  static async start({ tls = false } = {}): Promise<VendorServer> {
    const vendor = new VendorServer();
    const certificate = tls ? makeCertificate() : undefined;
    const take = (request: IncomingMessage, response: ServerResponse): void => void vendor.take(request, response);
    const server = certificate === undefined ? createServer(take) : createTlsServer(certificate, take);
    server.on('connection', (socket: Socket) => {
      vendor.sockets.add(socket);
      socket.on('close', () => vendor.sockets.delete(socket));
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    vendor.url = `http${tls ? 's' : ''}://127.0.0.1:${(server.address() as AddressInfo).port}`;
    vendor.ca = certificate?.cert;
    vendor.stop = () =>
      new Promise(
        (resolve) =>
          void server.close(() => {
            resolve();
          }),
      );
    return vendor;
  }

  get host(): string {
    return new URL(this.url).host;
  }

  /** Open connections to it. */
  get connections(): number {
    return this.sockets.size;
  }

  /** Once it has been sent so many requests in all. */
  async until(count: number): Promise<void> {
    while (this.received.length < count) await new Promise<void>((resolve) => this.heard.push(resolve));
  }

  async close(): Promise<void> {
    const stopped = this.stop();
    for (const socket of this.sockets) socket.destroy();
    await stopped;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const received = await receive(request).catch(() => undefined);
    if (received === undefined) return;
    this.received.push(received);
    const { heard } = this;
    this.heard = [];
    const done = this.behave(received, response);
    for (const hear of heard) hear();
    await done;
  }
}

/** An address where nobody listens any more. */
export async function deadAddress(): Promise<string> {
  const server = await VendorServer.start();
  await server.close();
  return server.url;
}
