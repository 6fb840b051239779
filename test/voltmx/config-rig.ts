// Twilio as a tenant's configuration meets it, and a client that may configure.
import { createHash } from 'node:crypto';
import { accepted, newSid, resource } from '../providers/twilio-server.js';
import { answer, json, type Received, VendorServer } from '../providers/vendor-server.js';
import type { Answer, Client } from '../support/client.js';
import type { Settings } from '../support/server.js';
import { ALL_SCOPES } from '../support/token.js';

/** Good enough for production. */
export const CONFIG_KEY = createHash('sha256').update('the key of the tests').digest('hex');
export const HIDDEN = '*******';

export interface Property {
  key: string;
  value: unknown;
}

export interface Configuration {
  provider: string;
  protocol: string;
  inboundEnabled: boolean;
  inboundSecurityEnabled: boolean;
  properties: Property[];
}

export const properties = (values: Record<string, unknown>): Property[] => Object.entries(values).map(([key, value]) => ({ key, value }));

export const configures = (client: Client, tenant = 'acme'): Client =>
  client.as({ tenant, scope: `${ALL_SCOPES} config:manage`, sub: 'admin' });

export const valuesOf = ({ body }: Answer): Record<string, unknown> =>
  Object.fromEntries((body as unknown as Configuration).properties.map(({ key, value }) => [key, value]));

/** The API of Twilio with accounts by SID, and their tokens. */
export class Accounts {
  readonly tokens = new Map<string, string>();
  /** What was sent, by account. */
  readonly sent: { account: string; form: URLSearchParams; path: string }[] = [];

  /** Accounts whose messages were taken back. */
  readonly takenBack: string[] = [];

  private constructor(readonly server: VendorServer) {
    server.behave = (received, response) => {
      answer(response, this.replyTo(received));
    };
  }

  static async start(): Promise<Accounts> {
    return new Accounts(await VendorServer.start());
  }

  /** A new account. */
  open(token = newSid('')): { sid: string; token: string } {
    const sid = newSid('AC');
    this.tokens.set(sid, token);
    return { sid, token };
  }

  settings(more: Settings = {}): Settings {
    return { CONFIG_KEY, PROVIDER_HOSTS: this.server.host, ...more };
  }

  body({ sid, token }: { sid: string; token: string }, values: Record<string, unknown> = {}, more: object = {}): object {
    const all = { 'Account SID': sid, 'Auth Token': token, From: '+15005550006', 'Host URL': this.server.url, ...values };
    return { provider: 'TWILIO', protocol: 'HTTP', ...more, properties: properties(all) };
  }

  mobiles(sid: string): string[] {
    return this.sent.flatMap(({ account, form }) => (account === sid ? (form.get('To') ?? []) : [])).sort();
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private takeBack(account: string, path: string) {
    const sid = /\/(\w+)\.json$/.exec(path)?.[1] ?? '';
    this.takenBack.push(account);
    return json(200, resource({ sid, status: 'canceled' }));
  }

  private replyTo(received: Received) {
    const { method, path, headers, form } = received;
    const account = /^\/2010-04-01\/Accounts\/(AC[\da-f]{32})/.exec(path)?.[1] ?? '';
    const basic = `Basic ${Buffer.from(`${account}:${this.tokens.get(account) ?? '-'}`).toString('base64')}`;
    if (headers.authorization !== basic) return json(401, { code: 20003, message: 'Authenticate', status: 401 });
    if (method === 'GET') return json(200, { sid: account, status: 'active', type: 'Full' });
    if (form.get('Status') === 'canceled') return this.takeBack(account, path);
    this.sent.push({ account, form, path });
    return accepted(received);
  }
}
