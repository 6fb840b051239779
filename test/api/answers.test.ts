// What the server answers is what openapi.json says: every field that is there is documented, and has the type that is said.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { type Answer, eventually, inAnHour } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

interface Operation {
  responses: Record<string, { content?: Record<string, { schema?: AnySchema }> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
}

/** A field that no schema names is one that a generated client doesn't know. */
const closed = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'properties' in value && 'type' in value && value.type === 'object'
    ? { additionalProperties: false, ...value }
    : value;

const document = JSON.parse(readFileSync('openapi.json', 'utf8'), closed) as Document;
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
ajv.addSchema(document, 'openapi.json');

const escaped = (segment: string): string => encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));

/** What is wrong with an answer, by the document. */
function faults(method: string, path: string, { status, body }: Answer<unknown>): unknown {
  const pointer = ['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema'].map(escaped).join('/');
  const validate = ajv.getSchema(`openapi.json#/${pointer}`);
  if (validate === undefined) return `${method} ${path} ${status} is not documented`;
  return validate(body) === true ? [] : [method, path, status, validate.errors, body];
}

let server: TestServer;
let id: string;
let sent: string;
beforeAll(async () => {
  server = await startServer({ SEGMENT_PRICE: '0.0075 USD' });
  id = await server.client.submitted({ startTimestamp: inAnHour(), expiryTimestamp: String(Date.now() + 7_200_000) });
  sent = await server.client.submitted({ mobiles: ['+15005550001', '+15005553000', '+15005551001'] });
  await eventually(
    () => server.client.request(sent),
    ({ counts }) => counts.Submitted === 1 && counts.Delivered === 1 && counts.Rejected === 1,
  );
});
afterAll(() => server.close());

const SMS = '/api/v1/messages/sms';
const ONE = `${SMS}/{sms_request_id}`;

describe('an answer', () => {
  it.each([
    ['get', SMS, ''],
    ['get', SMS, '?limit=1'],
    ['get', SMS, '?state=sent'],
    ['get', `${SMS}/entries`, ''],
    ['get', ONE, ''],
    ['get', `${ONE}/entries`, ''],
    ['get', `${ONE}/timeline`, ''],
    ['get', `${ONE}/failures`, ''],
    ['get', '/api/v1/smsconfig', ''],
    ['get', '/api/v1/voiceconfig', ''],
    ['get', '/api/v1/system', ''],
    ['get', '/console/settings', ''],
    ['get', '/console/session', ''],
    ['get', '/health/ready', ''],
    ['get', '/health/live', ''],
  ])('%s %s%s is as documented', async (method, path, query) => {
    for (const each of path.includes('{') ? [id, sent, '4713025406550859686', 'x'] : [''])
      expect(faults(method, path, await server.client.ask(method.toUpperCase(), path.replace('{sms_request_id}', each) + query))).toEqual(
        [],
      );
  });

  it.each([
    [
      'post',
      SMS,
      { smsServiceRequest: { messages: { message: { content: 'a', recipients: { recipient: { mobile: '+15005550001' } } } } } },
    ],
    ['post', SMS, { smsServiceRequest: { messages: { message: { content: 'a', colour: 'red' } } } }],
    [
      'post',
      `${SMS}?dryRun=true`,
      {
        smsServiceRequest: {
          messages: { message: { content: 'a', recipients: { recipient: [{ mobile: '+15005550001' }, { mobile: '1' }] } } },
        },
      },
    ],
    ['post', `${SMS}/fetch`, { mobileNumber: '+15005551001' }],
    ['post', '/api/v1/status/sms', { sentDate: '01/01/2020' }],
    ['post', `${SMS}/inbound/default`, { phoneNumber: '+919830087249', smsText: 'a', senderMessageId: 'A', smsSentTo: 'B' }],
    ['post', `${ONE}/in-doubt`, { action: 'settle' }],
    ['post', '/api/v1/smsconfig', { provider: 'none' }],
    ['patch', ONE, { paused: true }],
    ['patch', ONE, { startsAt: 'soon' }],
    ['delete', ONE, undefined],
    ['delete', ONE, undefined],
    ['delete', '/console/session', undefined],
  ])('%s %s with %j is as documented', async (method, path, body) => {
    const asked = path.replace('{sms_request_id}', id);
    const answer = await server.client.ask(method.toUpperCase(), asked, body, { prefer: 'return=representation' });
    expect(faults(method, path.split('?', 1)[0] ?? '', answer)).toEqual([]);
  });

  it('to whoever has no credentials, or not the scope, is as documented', async () => {
    for (const [path, item] of Object.entries(document.paths))
      for (const method of Object.keys(item).filter(
        () => path.startsWith('/api/') && !/events|entries\.csv|cancelmessage|provider/.test(path),
      )) {
        const asked = path.replace(/\{\w+\}/, id);
        const none = await fetch(server.url + asked, { method: method.toUpperCase() });
        expect([none.status, faults(method, path, { status: none.status, body: await none.json(), headers: none.headers })]).toEqual([
          401,
          [],
        ]);
        const refused = await server.client.as({ scope: '' }).ask<{ message: string }>(method.toUpperCase(), asked);
        expect([refused.status, faults(method, path, refused)]).toEqual([403, []]);
        expect(JSON.stringify(document.paths[path]?.[method]?.responses['403'])).toContain(JSON.stringify(refused.body));
      }
  });
});
