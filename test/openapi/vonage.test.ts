// Vonage's own descriptions of its APIs: every request that we send is one that they allow, every answer and callback that they describe
// is understood. Run by `npm run test:openapi`.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import type { Answer, Inbound, Message, Receipt } from '../../src/providers/provider.js';
import { SIGNATURE_METHODS } from '../../src/providers/vonage/signature.js';
import { RECEIPT_STATUS, SMS_STATUS } from '../../src/providers/vonage/vonage-codes.js';
import { Vonage } from '../../src/providers/vonage/vonage.js';
import { message } from '../providers/conformance.js';
import { ACCOUNT, callback, form, signed } from '../providers/vonage-server.js';
import { PROBLEM, type Violation, withDescribed } from './described.js';

interface Schema {
  oneOf?: unknown;
  anyOf?: unknown;
  format?: string;
  enum?: string[];
  example?: string;
  properties: Record<string, Schema & { 'x-possible-values'?: string[] }>;
}
interface Document {
  paths: Record<string, { post: { responses: Record<string, { content: Record<string, { schema: Schema }> }> } }>;
  components: { schemas: Record<string, Schema> };
  'x-errors': Record<string, { description: string }>;
}

const document = (name: string): string => fileURLToPath(new URL(`../../../shared/openapi/${name}`, import.meta.url));
const read = (name: string): Document => parse(readFileSync(document(name), 'utf8')) as Document;
const folder = mkdtempSync(join(tmpdir(), 'engagement-openapi-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const IN_TIME = AbortSignal.timeout(60_000);

/** The document with what no request or answer can keep to put right; each says why. */
function repaired(name: string, repair: (document: Document) => void): string {
  const mended = read(name);
  repair(mended);
  writeFileSync(join(folder, name), stringify(mended));
  return join(folder, name);
}

const smsDocument = (): string =>
  repaired('vonage_sms.yml', ({ paths, components }) => {
    // A signed request has a timestamp by its guide (messaging/sms/guides/signing-messages), and none by its description.
    const { properties } = components.schemas.NewMessage ?? { properties: { timestamp: {} } };
    if ('timestamp' in properties) throw new Error('the document has changed: is this repair still needed?');
    Object.assign(properties, { timestamp: { type: 'string', pattern: '^\\d{10}$' } });
    // One of two schemas, of which each allows whatever the other does: it is always both.
    const schema = paths['/{format}']?.post.responses['200']?.content['application/json']?.schema;
    if (schema?.oneOf === undefined) throw new Error('the document has changed: is this repair still needed?');
    schema.anyOf = schema.oneOf;
    delete schema.oneOf;
  });

const voiceDocument = (): string =>
  repaired('vonage_voice.yml', ({ components: { schemas } }) => {
    // One of several endpoints, told apart by a type that only their descriptions tell: a phone is a SIP endpoint as well.
    const types = { EndpointPhoneTo: 'phone', EndpointSip: 'sip', EndpointWebsocket: 'websocket', EndpointVBCExtension: 'vbc' };
    for (const [endpoint, type] of Object.entries(types)) Object.assign(schemas[endpoint]?.properties.type ?? {}, { enum: [type] });
    // Its own example is no UUID.
    if (!schemas.conversation_uuid?.example?.startsWith('CON-')) throw new Error('the document has changed: is this repair still needed?');
    delete schemas.conversation_uuid.format;
  });

/** A provider that is sent to the mock server, where the document's servers have another path; and what it answered with. */
async function against(url: string, path: string, settings: object, use: (provider: Vonage) => Promise<void>): Promise<Violation[]> {
  const problems: Violation[] = [];
  const relay = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method = '', url: asked = '', headers } = request;
      // Described elsewhere: https://developer.vonage.com/api/account
      if (asked === '/account/get-balance') return void response.end('{"value":10.28,"autoReload":false}');
      const target = asked.startsWith(path) ? asked.slice(path.length) : asked;
      const sent = {
        'content-type': headers['content-type'] ?? '',
        authorization: headers.authorization ?? '',
        accept: headers.accept ?? '',
      };
      const body = method === 'GET' ? undefined : Buffer.concat(chunks);
      const answer = await fetch(url + (target.startsWith('/') ? target : `/${target}`), { method, headers: sent, body });
      const said = await answer.text();
      if (answer.headers.get('content-type') === PROBLEM) problems.push(...(JSON.parse(said) as Violation[]));
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(said);
    })();
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const here = `http://127.0.0.1:${(relay.address() as AddressInfo).port}`;
  const urls = { baseUrl: here, voiceUrl: here, reportsUrl: here, hosts: [new URL(here).host] };
  const provider = Vonage.from(
    { ...ACCOUNT, ...urls, ...settings },
    { name: 'VONAGE', callbackUrl: 'https://sms.example/carriers/vonage' },
  );
  try {
    await use(provider);
  } finally {
    await provider.close();
    relay.closeAllConnections();
    await new Promise((resolve) => relay.close(resolve));
  }
  return problems;
}

const MESSAGES: Partial<Message<string>>[] = [
  {},
  { content: '日本 & = ü' },
  { content: 'long '.repeat(100), validityMs: 5 },
  { sender: '+447700900111', validityMs: 86_400_000 },
  { content: '', validityMs: 1e12 },
];
const handOver = (provider: Vonage, more: Partial<Message<string>>): Promise<Answer> =>
  provider.handOver(message('+447700900000', more), IN_TIME);

describe('the SMS API', () => {
  let api: Document;
  beforeAll(() => {
    api = read('vonage_sms.yml');
  });

  it('allows every text that we send, signed or not, and we understand its answer', async () => {
    await withDescribed(smsDocument(), async (url, described) => {
      // Longer signatures than 60 characters, as Vonage's own SDK makes them, are more than the document allows.
      const short = SIGNATURE_METHODS.filter((method) => !['sha256', 'sha512'].includes(method));
      for (const settings of [{}, ...short.map((signatureMethod) => ({ signRequests: true, signatureMethod }))]) {
        const problems = await against(url, '/sms', settings, async (provider) => {
          for (const each of MESSAGES)
            expect(await handOver(provider, each)).toEqual({ kind: 'accepted', providerMessageId: '0A0000000123ABCD1' });
        });
        expect(problems).toEqual([]);
      }
      const problems = await against(url, '/sms', { signRequests: true }, async (provider) => {
        await handOver(provider, {});
      });
      expect(problems).toEqual([expect.objectContaining({ location: ['body', 'sig'], code: 'maxLength' })]);
      described.objections.length = 0;
    });
  });

  it('is noticed where a request is wrong', async () => {
    await withDescribed(smsDocument(), async (url, described) => {
      const problems = await against(url, '/sms', {}, async (provider) => {
        expect(await provider.handOver(message('+1'), IN_TIME)).toMatchObject({ kind: 'unknown' });
      });
      expect(problems).toContainEqual({ location: ['body', 'to'], code: 'minLength', message: 'must NOT have fewer than 7 characters' });
      described.objections.length = 0;
    });
  });

  it('documents the errors that the table has, and no others', () => {
    expect(Object.keys(SMS_STATUS)).toEqual(Object.keys(api['x-errors']));
  });

  it('describes receipts that we understand', async () => {
    const { properties } = api.components.schemas.DeliveryReceipt ?? { properties: {} };
    const statuses = properties.status?.['x-possible-values'] ?? [];
    expect(statuses.length).toBeGreaterThan(5);
    for (const status of statuses) {
      const { receipts, answered } = await told('receipts', { ...examples(properties), 'client-ref': '1048577.1', status });
      expect(answered).toBe(200);
      const final = RECEIPT_STATUS[status];
      const expected = { entryId: '1048577', attempt: 1, status: final, providerMessageId: '0A0000001234567B' };
      expect(receipts).toEqual(final === undefined ? [] : [expect.objectContaining(expected)]);
    }
  });

  it('describes inbound messages that we understand', async () => {
    const { properties } = api.components.schemas.InboundMessage ?? { properties: {} };
    const { inbounds, answered } = await told('inbound', examples(properties));
    expect(answered).toBe(200);
    const inbound = { providerMessageId: '0A0000000123ABCD1', from: '+447700900001', to: '+447700900000', content: 'Hello world' };
    expect(inbounds).toEqual([inbound]);
  });
});

describe('the Voice API', () => {
  it('allows every call that we make, and we understand its answers', async () => {
    await withDescribed(voiceDocument(), async (url) => {
      for (const settings of [{}, { language: 'de-DE', style: 2, loop: 3, voiceFrom: '+447700900222' }, { signatureSecret: undefined }]) {
        const problems = await against(url, '/v1/calls', settings, async (provider) => {
          for (const each of MESSAGES)
            expect(await handOver(provider, { ...each, channel: 'voice' })).toMatchObject({ kind: 'accepted', providerMessageId: CALL });
          const call = {
            entryId: '1048577',
            attempt: 1,
            channel: 'voice',
            address: '+447700900000',
            providerMessageId: CALL,
            at: new Date(),
          } as const;
          expect(await provider.query(call, IN_TIME)).toEqual({ kind: 'accepted', providerMessageId: CALL });
        });
        expect(problems).toEqual([]);
      }
    });
  });

  it('allows the list of calls that a check asks for', async () => {
    await withDescribed(voiceDocument(), async (url) => {
      const problems = await against(url, '/v1/calls', {}, async (provider) => {
        expect(await provider.check(IN_TIME)).toBe('The account has 10.28 EUR; the application may call.');
      });
      expect(problems).toEqual([]);
    });
  });
});

const CALL = '63f61863-4a51-4f6b-86e1-46edebcf9356';

/** The document's example of each field. What only a signed callback has is made anew. */
const examples = (properties: Schema['properties']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([name, { example }]) => example !== undefined && !['sig', 'timestamp', 'nonce'].includes(name))
      .map(([name, { example }]) => [name, String(example)]),
  );

async function told(
  key: string,
  fields: Record<string, string>,
): Promise<{ receipts: Receipt[]; inbounds: Inbound[]; answered: number | undefined }> {
  const provider = Vonage.from(ACCOUNT, { name: 'VONAGE', callbackUrl: undefined });
  const receipts: Receipt[] = [];
  const inbounds: Inbound[] = [];
  provider.onReceipt((receipt) => Promise.resolve(void receipts.push(receipt)));
  provider.onInbound((inbound) => Promise.resolve(void inbounds.push(inbound)));
  const answer = await provider.callbacks[key]?.(callback(form(signed(fields))));
  await provider.close();
  return { receipts, inbounds, answered: answer?.status };
}
