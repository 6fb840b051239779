// Every recorded transcript of the Volt MX API's pages, played against a running server: status, the headers that matter, the bytes of the
// body.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signature } from '../providers/twilio-server.js';
import { answer as reply, json, VendorServer } from '../providers/vendor-server.js';
import { eventually, inAnHour } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { ALL_SCOPES, token } from '../support/token.js';
import { type Exchange, filled, fitted, type Names, readTranscript } from './transcript.js';

const FOLDER = join(import.meta.dirname, 'transcripts');
const PUBLIC = 'https://sms.example.com';
const TOKEN = 'd'.repeat(32);
/** The account that a configuration names. */
const STORED = { sid: `AC${'c'.repeat(32)}`, secret: 'e'.repeat(32) };

let server: TestServer;
let vendor: VendorServer;
beforeAll(async () => {
  vendor = await VendorServer.start();
  vendor.behave = ({ headers }, response) => {
    const isGood = headers.authorization === `Basic ${Buffer.from(`${STORED.sid}:${STORED.secret}`).toString('base64')}`;
    reply(response, isGood ? json(200, { sid: STORED.sid, status: 'active', type: 'Full' }) : json(401, { code: 20003, status: 401 }));
  };
  const file = join(mkdtempSync(join(tmpdir(), 'engagement-transcripts-')), 'providers.json');
  const twilio = { kind: 'twilio', accountSid: `AC${'a'.repeat(32)}`, authToken: TOKEN, from: '+15005550006' };
  writeFileSync(file, JSON.stringify({ providers: { SIMULATOR: { kind: 'simulator' }, TWILIO: twilio } }));
  server = await startServer({
    ...{ PROVIDERS_FILE: file, PUBLIC_URL: PUBLIC, SENDERS: 'inbound-provider:+14803970203' },
    ...{ CONFIG_KEY: '0123456789abcdef'.repeat(4), PROVIDER_HOSTS: vendor.host },
  });
});
afterAll(async () => {
  await server.close();
  await vendor.close();
});

async function keyOf(tenant: string): Promise<string> {
  const key = `esk_${randomBytes(32).toString('base64url')}`;
  await server.sql.query('insert into app_key (id, key_hash, tenant, scopes) values ($1, $2, $3, $4)', [
    ...[randomUUID(), createHash('sha256').update(key).digest(), tenant, ALL_SCOPES],
  ]);
  return key;
}

interface Seen {
  status: number;
  headers: [string, string | null][];
  body: string;
}

async function played({ method, path, headers, body, answer }: Exchange, names: Names): Promise<{ seen: Seen; expected: Seen }> {
  const target = filled(path, names);
  const content = filled(body, names);
  names.set('sign', signature(PUBLIC + target, Object.fromEntries(new URLSearchParams(content)), TOKEN));
  const response = await fetch(server.url + target, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, filled(value, names)]),
    ...(body !== '' && { body: Buffer.from(content) }),
  });
  const text = await response.text();
  const seen: Seen = { status: response.status, headers: answer.headers.map(([name]) => [name, response.headers.get(name)]), body: text };
  const expected: Seen = {
    status: answer.status,
    headers: answer.headers.map(([name, value]) => [name, fitted(value, response.headers.get(name) ?? '', names)]),
    body: fitted(answer.body, text, names),
  };
  return { seen, expected };
}

describe.each(readdirSync(FOLDER).filter((file) => file.endsWith('.http')))('%s', (file) => {
  const names: Names = new Map();
  beforeAll(async () => {
    const tenant = file.replace('.http', '');
    for (const [name, value] of Object.entries({ ...STORED, vendor: vendor.url })) names.set(name, value);
    names
      .set('token', token({ tenant, scope: `${ALL_SCOPES} config:manage` }))
      .set('key', await keyOf(tenant))
      .set('later', inAnHour());
  });

  it.each(readTranscript(readFileSync(join(FOLDER, file), 'utf8')).map((exchange) => [exchange.title, exchange] as const))(
    '%s',
    async (_title, exchange) => {
      const { seen, expected } = exchange.eventually
        ? await eventually(
            () => played(exchange, names),
            (each) => each.seen.status === each.expected.status && each.seen.body === each.expected.body,
          )
        : await played(exchange, names);
      expect(seen).toEqual(expected);
    },
  );
});
