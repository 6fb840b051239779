// What is refused of a configuration: named by its key, and nothing is stored. Nobody can have the server call where the operator doesn't
// allow it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, Client } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { CONFIG_KEY, configures, properties } from './config-rig.js';

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await startServer({ CONFIG_KEY, PROVIDER_HOSTS: 'proxy.example.com,127.0.0.1:2775' });
  admin = configures(server.client);
});
afterAll(() => server.close());

const store = (body: unknown, path = 'smsconfig'): Promise<Answer> => admin.ask('POST', `/api/v1/${path}`, body);
const rows = async (): Promise<number> => (await server.sql.query('select from provider_config')).rowCount ?? 0;

describe('what is no configuration', () => {
  const twilio = (values: object, more: object = {}) => ({
    ...{ provider: 'TWILIO', ...more },
    properties: properties({ 'Account SID': `AC${'0'.repeat(32)}`, 'Auth Token': 'token', From: '+15005550006', ...values }),
  });
  const smpp = (values: object) => ({
    ...{ provider: 'NEXMO', protocol: 'SMPP' },
    properties: properties({ 'Account SID': 'system', 'Secret Key': 'secret', ...values }),
  });

  it.each([
    [{ ...twilio({}), properties: undefined }, 'properties', 'is missing'],
    [{ ...twilio({}), properties: {} }, 'properties', 'should be a list of keys with their values'],
    [{ ...twilio({}), properties: ['From'] }, 'properties[0]', 'should be a key with its value'],
    [twilio({}, { provider: 'SALESFORCE' }), 'provider', 'should be one of TWILIO, NEXMO, CLICKATELL'],
    [twilio({}, { provider: null }), 'provider', 'is missing'],
    [twilio({}, { provider: 'TWILIO_VOICE' }), 'provider', 'should be one of TWILIO, NEXMO, CLICKATELL'],
    [twilio({}, { protocol: 'SMPP' }), 'protocol', 'should be HTTP'],
    [twilio({}, { inboundEnabled: 'perhaps' }), 'inboundEnabled', 'should be true or false'],
    [twilio({}, { tenant: 'other' }), 'tenant', 'is not a known field'],
    [twilio({ 'API Key': 'x' }), 'API Key', 'is not a key of TWILIO by HTTP'],
    [twilio({ constructor: 'x' }), 'constructor', 'is not a key of TWILIO by HTTP'],
    [twilio({ 'Auth Token': '' }), 'Auth Token', 'is missing'],
    [twilio({ 'Auth Token': ['x'] }), 'Auth Token', 'should be a text of 8192 characters at most'],
    [twilio({ From: 'AC\u001bME' }), 'From', 'should hold no control characters'],
    [twilio({ 'Account SID': 'AC1' }), 'Account SID', 'must be an account SID: AC and 32 hexadecimal digits'],
    [twilio({ 'Maximum Character Limit': '-1' }), 'Maximum Character Limit', 'should be a whole number from 1 to 100000'],
    [twilio({ 'Host URL': 'http://api.twilio.com' }), 'Host URL', 'should be an https address'],
    [twilio({ 'Host URL': 'http://proxy.example.com' }), 'Host URL', 'should be an https address'],
    [twilio({ 'Host URL': 'https://u:p@api.twilio.com' }), 'Host URL', 'should be an https address without credentials'],
    [twilio({ 'Host URL': 'file:///etc/passwd' }), 'Host URL', 'should be an https address without credentials'],
    ...[
      'https://169.254.169.254',
      'http://127.0.0.1:1',
      'https://api.twilio.com.evil.example',
      'https://api.twilio.com:8443',
      'https://[::1]',
    ].map((url): [object, string, RegExp] => [
      twilio({ 'Host URL': url }),
      'Host URL',
      /^should be of one of the hosts api\.twilio\.com; /,
    ]),
    [smpp({ 'Host URL': 'smpp1.nexmo.com', Port: '8000' }), 'Host URL', 'should be one of the hosts that the operator allows'],
    [smpp({ 'Host URL': '127.0.0.1', Port: '5432' }), 'Host URL', 'should be one of the hosts that the operator allows'],
    [smpp({ 'Host URL': 'user@host', Port: '8000' }), 'Host URL', /^should be the name of a host/],
    [smpp({ 'Host URL': '127.0.0.1', Port: '0' }), 'Port', 'should be a whole number from 1 to 65535'],
  ])('%j', async (body, field, message) => {
    const { status, body: said } = await store(body);
    const text = message instanceof RegExp ? expect.stringMatching(message) : message;
    expect([status, said]).toEqual([400, { id: '', message: 'Invalid keys provided.', errors: [{ field, message: text }] }]);
    expect(await rows()).toBe(0);
  });

  it('is refused key by key, once a key that is there twice', async () => {
    const twice = { provider: 'TWILIO', properties: [...twilio({}).properties, { key: 'From', value: 'ACME' }] };
    expect((await store(twice)).body.errors).toEqual([{ field: 'From', message: 'is there twice' }]);
    const { errors } = (await store({ provider: 'TWILIO', properties: [] })).body;
    expect(errors).toEqual(['Account SID', 'Auth Token', 'From'].map((field) => ({ field, message: 'is missing' })));
    const voice = twilio({ 'Message Repeat Times': 6, 'Voice Type': '<' }, { provider: 'TWILIO_VOICE' });
    expect((await store(voice, 'voiceconfig')).body.errors).toEqual([
      { field: 'Message Repeat Times', message: 'should be a whole number from 1 to 5' },
    ]);
  });

  it.each([['{'], ['[]'], ['null'], ['"x"'], ['']])('%s', async (body) => {
    expect(await store(body)).toMatchObject({ status: 400, body: { id: '', message: 'Failed to parse the input request' } });
  });

  it('is no other type, and no more than a private key takes', async () => {
    expect((await admin.ask('POST', '/api/v1/smsconfig', '<x/>', { 'content-type': 'text/xml' })).status).toBe(415);
    expect((await store({ properties: 'x'.repeat(70_000) })).status).toBe(413);
  });
});
