// A server that answers as Vonage's APIs do, or as each test asks for, and keeps all that reached it; and one of ours that takes what
// Vonage calls back, for a provider's callbacks.
import jwt from 'jsonwebtoken';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallbackRequest, Provider } from '../../src/providers/provider.js';
import { signatureOf } from '../../src/providers/vonage/signature.js';
import { Vonage } from '../../src/providers/vonage/vonage.js';

export const KEYS = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

export const ACCOUNT = {
  apiKey: 'abcd1234',
  apiSecret: 'sample-api-secret',
  from: 'Engagement',
  signatureSecret: 'sample-signature-secret-of-the-account',
  signatureMethod: 'sha256',
  applicationId: 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab',
  privateKey: KEYS.privateKey,
} as const;

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Behaviour = (seen: Seen, response: ServerResponse) => unknown;

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export class VonageServer {
  readonly seen: Seen[] = [];
  behave: Behaviour = accept;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<VonageServer> {
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      void bodyOf(request).then((body) => {
        const { method = '', url = '', headers } = request;
        const seen = { method, url, headers, body: body.toString('utf8') };
        vonage.seen.push(seen);
        void vonage.behave(seen, response);
      });
    };
    const server = createServer(answer);
    const vonage = new VonageServer(server, `http://${await listening(server)}`);
    return vonage;
  }

  provider(settings: object = {}, callbackUrl: string | null = 'https://sms.example/carriers/vonage'): Vonage {
    const hosts = [new URL(this.url).host];
    const urls = { baseUrl: this.url, voiceUrl: this.url, reportsUrl: this.url, hosts };
    return Vonage.from({ ...ACCOUNT, ...urls, ...settings }, { name: 'VONAGE', callbackUrl: callbackUrl ?? undefined });
  }

  close(): Promise<void> {
    return close(this.server);
  }
}

export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/** An answer to a text, with a part for each status. */
export const textSays = (response: ServerResponse, ...statuses: string[]): void => {
  const messages = statuses.map((status, i) => ({
    status,
    ...(status === '0' ? { 'message-id': `0A000000000${i}` } : { 'error-text': '…' }),
  }));
  json(response, 200, { 'message-count': String(statuses.length), messages });
};

export const CALL = '63f61863-4a51-4f6b-86e1-46edebcf9356';

/** Of a text or a call, whatever it is. */
export function accept({ url }: Seen, response: ServerResponse): void {
  if (url.startsWith('/sms')) textSays(response, '0');
  else json(response, 201, { uuid: CALL, status: 'started', direction: 'outbound' });
}

const seconds = (): number => Math.floor(Date.now() / 1_000);

/** As Vonage signs what the SMS API calls back. */
export function signed(fields: Record<string, string>, method = 'sha256' as Parameters<typeof signatureOf>[0]): Record<string, string> {
  const all = { timestamp: String(seconds()), nonce: 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab', ...fields };
  return { ...all, sig: signatureOf(method, ACCOUNT.signatureSecret, new Map(Object.entries(all))).toUpperCase() };
}

/** As Vonage signs what the Voice API calls back. */
export function bearer(body: string, claims: object = {}, secret: string = ACCOUNT.signatureSecret): string {
  const payload_hash = createHash('sha256').update(body).digest('hex');
  const { apiKey: api_key, applicationId: application_id } = ACCOUNT;
  return `Bearer ${jwt.sign({ iss: 'Vonage', iat: seconds(), payload_hash, api_key, application_id, ...claims }, secret)}`;
}

/** A callback as our server would pass it to the provider. */
export const callback = (more: Partial<CallbackRequest>): CallbackRequest => ({
  ...{ method: 'POST', url: 'https://sms.example/carriers/vonage/receipts', headers: {}, body: Buffer.alloc(0), ip: '127.0.0.1' },
  ...more,
});

export const form = (fields: Record<string, string>): Partial<CallbackRequest> => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: Buffer.from(new URLSearchParams(fields).toString()),
});

/** Takes HTTP calls for a provider's callbacks, each under its key. */
export async function callbackServer(provider: () => Provider): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const { method = '', url: path = '', headers } = request;
      const key = path.replace(/^\//, '').replace(/\?.*$/, '');
      const asked = { method, url: url + path, headers, body, ip: '127.0.0.1' };
      const { status } = (await provider().callbacks?.[key]?.(asked)) ?? { status: 404 };
      response.writeHead(status).end();
    });
  });
  const url = `http://${await listening(server)}`;
  return { url, close: () => close(server) };
}
