// Clickatell as its pages describe it, on a real socket: takes messages, and calls back with HTTP Basic.
import { plainToInstance } from 'class-transformer';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClickatellSettings } from '../../src/providers/clickatell/clickatell-settings.js';
import { Clickatell } from '../../src/providers/clickatell/clickatell.js';
import type { CallbackAnswer, CallbackRequest, Provider } from '../../src/providers/provider.js';

export const API_KEY = 'an-api-key-of-the-tests==';
export const CALLBACK = { callbackUser: 'engagement', callbackPassword: 'a-password-of-the-tests' };
export const BASIC = `Basic ${Buffer.from(`${CALLBACK.callbackUser}:${CALLBACK.callbackPassword}`).toString('base64')}`;

export const CONTEXT = { name: 'CLICKATELL', callbackUrl: 'https://messages.example/carriers/clickatell' };

/** The provider, configured to talk to the server. */
export function providerOf({ url, host }: { url: string; host: string }, more: object = {}): Clickatell {
  const plain = { apiKey: API_KEY, baseUrl: url, hosts: [host], ...CALLBACK, ...more };
  return Clickatell.from(plainToInstance(ClickatellSettings, plain), CONTEXT);
}

export interface Wire {
  channel: string;
  to: string;
  from?: string;
  content: string;
  clientMessageId: string;
  validityPeriod?: number;
}

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Behaviour = (response: ServerResponse, message: Wire, received: Received) => void | Promise<void>;

const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const idOf = ({ clientMessageId }: Wire): string => Buffer.from(clientMessageId).toString('hex');

const accepted: Behaviour = (response, message) => {
  json(response, 202, { messages: [{ apiMessageId: idOf(message), accepted: true, to: message.to, error: null }], error: null });
};

/** An error of the whole request. */
const failed =
  (code: number, status: number): Behaviour =>
  (response) => {
    json(response, status, { messages: [], error: { code, description: 'a description' } });
  };

export class ClickatellServer {
  readonly received: Received[] = [];
  private readonly states = new Map<string, object>();
  balance: Behaviour = (response) => {
    json(response, 200, { balance: 1267.92865, currency: 'ZAR' });
  };

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.serve(request, response));
  }

  static async start(): Promise<ClickatellServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ClickatellServer(server);
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  know(apiMessageId: string, answer: object): void {
    this.states.set(apiMessageId, answer);
  }

  messages(): Wire[] {
    return this.received
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => (JSON.parse(body) as { messages: [Wire] }).messages[0]);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
    this.received.push(received);
    const nothing: Wire = { channel: '', to: '', content: '', clientMessageId: '' };
    if (request.headers.authorization !== API_KEY) {
      await failed(1, 401)(response, nothing, received);
      return;
    }
    if (received.path === '/v1/balance') await this.balance(response, nothing, received);
    else if (received.method === 'POST' && received.path === '/v1/message') {
      const [message = nothing] = (JSON.parse(received.body) as { messages: Wire[] }).messages;
      await accepted(response, message, received);
    } else json(response, 200, this.states.get(received.path.replace('/v1/message/', '')) ?? { unknown: { status: 'UNKNOWN' } });
  }
}

export const callback = (body: unknown, more: Partial<CallbackRequest> = {}): CallbackRequest => ({
  method: 'POST',
  url: 'https://messages.example/carriers/clickatell/status',
  headers: { authorization: BASIC, 'content-type': 'application/json' },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  ip: '192.0.2.1',
  ...more,
});

export const statusEvent = (event: object): object => ({
  integrationId: 'fa8090815f05d5ed015f0b5b56080cd2',
  integrationName: 'My integration',
  event: { messageStatusUpdate: [{ channel: 'sms', timestamp: 1506607698000, ...event }] },
});

/** Clickatell's call to the provider, by the route's key. */
export async function call(provider: Provider, key: string, request: CallbackRequest): Promise<CallbackAnswer> {
  const handler = provider.callbacks?.[key];
  if (handler === undefined) throw new Error(`There is no callback ${key}`);
  return handler(request);
}
