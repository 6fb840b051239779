// Values of recipients in a submit: the same in every form, refused alone, reckoned by each text.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CSV, FULL, JSON_TYPE, NDJSON, PATH, type Submitted } from '../support/bodies.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    SEGMENT_PRICE: '0.01 EUR',
    MAX_SEGMENTS: '2',
    MAX_VALUES: '3',
    MAX_VALUES_BYTES: '400',
    DEFAULT_COUNTRY: 'IN',
  });
});
afterAll(() => server.close());

const CONTENT = 'Dear ##First Name|friend##, ##Balance##';
const [ANA, BO, CY, DI] = ['+919866694753', '+919866694754', '+919866694755', '+919866694756'];

interface Person {
  mobile: string;
  values?: Record<string, string>;
}

const send = (type: string, path: string, body: string, headers: Record<string, string> = FULL): Promise<Submitted> =>
  server.client.ask('POST', path, body, { 'content-type': type, ...headers });

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function inForms(content: string, people: readonly Person[]): [name: string, type: string, path: string, body: string][] {
  const names = [...new Set(people.flatMap(({ values = {} }) => Object.keys(values)))];
  const rows = people.map(({ mobile, values = {} }) =>
    [mobile, ...names.map((name) => values[name] ?? '')].map((cell) => `"${cell}"`).join(','),
  );
  const json = { smsServiceRequest: { messages: { message: { content, recipients: { recipient: people } } } } };
  return [
    ['JSON', JSON_TYPE, PATH, JSON.stringify(json)],
    ['NDJSON', NDJSON, PATH, [{ content }, ...people].map((line) => JSON.stringify(line)).join('\n')],
    ['CSV', CSV, `${PATH}?${new URLSearchParams({ content }).toString()}`, [['mobile', ...names].join(','), ...rows].join('\n')],
  ];
}

async function sendXml(content: string, people: readonly Person[]): Promise<string> {
  const recipients = people.map(({ mobile, values = {} }) => {
    const inside = Object.entries(values).map(([name, value]) => `<value name="${escaped(name)}">${escaped(value)}</value>`);
    return `<recipient mobile="${mobile}">${inside.join('')}</recipient>`;
  });
  const message = `<message><content>${escaped(content)}</content><recipients>${recipients.join('')}</recipients></message>`;
  const response = await fetch(server.url + dry(PATH), {
    method: 'POST',
    headers: { ...server.client.headers(), 'content-type': 'application/xml', ...FULL },
    body: `<smsServiceRequest><messages>${message}</messages></smsServiceRequest>`,
  });
  return response.text();
}

const dry = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}dryRun=true`;

describe('values', () => {
  const people: Person[] = [
    { mobile: ANA, values: { 'First Name': 'Ana', Balance: '12' } },
    { mobile: 'abc', values: { Balance: '1' } },
    { mobile: BO, values: { Balance: 'ÿ'.repeat(10) + '😀' } },
    { mobile: ANA, values: { Balance: 'a repeat counts for nothing' } },
    { mobile: CY, values: { 'First Name': 'Cy' } },
    { mobile: '98666 94757', values: { Balance: 'x'.repeat(330) } },
    { mobile: DI },
  ];

  it.each(inForms(CONTENT, people))('in %s: who has none and no other text is refused alone', async (_, type, path, body) => {
    const answer = await send(type, dry(path), body);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        recipientCount: 2,
        duplicates: 1,
        refusedCount: 4,
        refused: [
          { index: 1, mobile: 'abc', reason: 'is not a phone number' },
          { index: 4, mobile: CY, reason: 'has no value for ##Balance##' },
          { index: 5, mobile: '+919866694757', reason: 'has a text of 3 segments, 2 at most are allowed' },
          { index: 6, mobile: DI, reason: 'has no value for ##Balance##' },
        ],
        ...{ segments: 1, encoding: null, segmentsLeast: 1, segmentsMost: 1, segmentsTotal: 2 },
        cost: { amount: '0.02', currency: 'EUR' },
      },
    });
  });

  it('in XML as well', async () => {
    const answer = await sendXml(CONTENT, people);
    for (const part of ['recipientCount>2<', 'duplicates>1<', 'refusedCount>4<', 'segmentsTotal>2<', '>has no value for ##Balance##<'])
      expect(answer).toContain(part);
    expect(await sendXml('Dear ##First Name##', [{ mobile: ANA }])).toContain('content should hold no merge tags');
  });

  it.each(inForms('Dear ##First Name##', [{ mobile: ANA }, { mobile: BO }]))(
    'in %s: a tag where nobody has a value is a 400',
    async (_, ...form) => {
      const answer = await send(...form);
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual([
        { field: 'content', message: 'should hold no merge tags such as ##First Name##: there is no audience' },
      ]);
    },
  );

  it.each(inForms('Dear ##Name## ##Other##', [{ mobile: ANA, values: { Other: 'x' } }, { mobile: '12' }]))(
    'in %s: where nobody is left, each reason is said',
    async (_, ...form) => {
      const answer = await send(...form);
      expect([answer.status, answer.body.message]).toEqual([400, 'No active audience members found']);
      expect(answer.body.errors).toEqual([
        { field: 'recipient[0].mobile', message: 'has no value for ##Name##' },
        { field: 'recipient[1].mobile', message: expect.any(String) },
      ]);
    },
  );

  it.each(inForms('Dear ##Name##', [{ mobile: ANA, values: { Name: 'Ana' } }, { mobile: BO }]))(
    'in %s: strictly, one refuses all',
    async (_, type, path, body) => {
      const answer = await send(type, path, body, { prefer: 'handling=strict' });
      expect(answer.body.errors).toEqual([{ field: 'recipient[1].mobile', message: 'has no value for ##Name##' }]);
    },
  );

  it('are counted by each text', async () => {
    const long: Person[] = [
      { mobile: ANA, values: { Balance: 'x'.repeat(200) } },
      { mobile: BO, values: { Balance: 'é' } },
    ];
    for (const [, type, path, body] of inForms(CONTENT, long))
      expect((await send(type, dry(path), body)).body).toMatchObject({
        ...{ segments: null, encoding: 'GSM-7', segmentsLeast: 1, segmentsMost: 2, segmentsTotal: 3 },
        cost: { amount: '0.03', currency: 'EUR' },
      });
  });

  it.each([
    [{ a: '1', b: '2', c: '3', d: '4' }, 'has more than 3 values'],
    [{ a: 'x'.repeat(400) }, 'has values of more than 400 bytes'],
    [{ a: '1', 'A ': '2' }, 'has the value A twice'],
    [{ a: 'x\0' }, 'has NUL or half characters in the value a'],
  ])('%j refuse their recipient', async (values, reason) => {
    const people = [
      { mobile: ANA, values },
      { mobile: BO, values: { a: '1' } },
    ];
    for (const [, type, path, body] of inForms('##a##', people).slice(0, 2))
      expect((await send(type, dry(path), body)).body).toMatchObject({ recipientCount: 1, refused: [{ index: 0, mobile: ANA, reason }] });
  });

  it.each([
    ['Ana', 'should be an object of names and texts'],
    [['Ana'], 'should be an object of names and texts'],
    [{ Name: { first: 'Ana' } }, 'should have texts'],
    [{ Name: true }, 'should have texts'],
    [{ ['x'.repeat(65)]: 'Ana' }, 'should have names of 1 to 64 characters'],
  ])('%j refuse the call, also where the content names one', async (values, message) => {
    for (const content of ['hi', 'hi ##Name##', 'hi ##Name|you##']) {
      const json = { smsServiceRequest: { messages: { message: { content, recipients: { recipient: [{ mobile: ANA, values }] } } } } };
      const answer = await server.client.ask<Submitted['body']>('POST', PATH, json);
      expect([answer.status, answer.body.errors]).toEqual([400, [{ field: 'recipient.values', message }]]);
    }
  });

  it('a column that is there twice is refused where the content names it, and nothing of ours else', async () => {
    const body = `mobile,note,note\n${ANA},a,b`;
    const query = (content: string): string => `${PATH}?dryRun=true&${new URLSearchParams({ content }).toString()}`;
    expect((await send(CSV, query('hi'), body)).body).toMatchObject({ recipientCount: 1, segments: 1 });
    expect((await send(CSV, query('hi ##Note##'), body)).body.errors).toEqual([{ field: 'note', message: 'should be one column only' }]);
  });
});
