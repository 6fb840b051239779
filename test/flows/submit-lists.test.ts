// What is particular to NDJSON and to CSV: how lines and rows are read, and faults that name their line.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CSV, type Form, FULL, HEAD, later, NDJSON, PATH, QUERY, type Submitted } from '../support/bodies.js';
import { bearer } from '../support/token.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ MAX_RECIPIENTS: '1000' });
});
afterAll(() => server.close());

const send = ({ type, path, body }: Omit<Form, 'name'>, headers: Record<string, string> = {}): Promise<Submitted> =>
  server.client.ask('POST', path, body, { 'content-type': type, ...headers });
const ndjson = (lines: string[], headers: Record<string, string> = FULL, end = '\n'): Promise<Submitted> =>
  send({ type: NDJSON, path: PATH, body: lines.join(end) }, headers);
const csv = (rows: string[], query = QUERY, headers: Record<string, string> = FULL, end = '\r\n'): Promise<Submitted> =>
  send({ type: CSV, path: PATH + query, body: rows.join(end) }, headers);
const stored = async (): Promise<number> =>
  (await server.sql.query<{ n: number }>('select count(*)::int as n from request')).rows[0]?.n ?? -1;
const entries = async (id: string): Promise<string[]> => (await server.client.entries(id)).map(({ mobile }) => mobile).reverse();
const refusal = ({ status, body: { message, errors } }: Submitted): unknown[] => [status, message, errors];
const UNREADABLE = 'Failed to parse the input request';

const E164 = ['+919866694753', '+919900990091', '+12025550123'];

describe('NDJSON', () => {
  it.each(['\n', '\r\n'])('takes lines that end in %j, blank ones, a byte order mark, the last one ended or not', async (end) => {
    const lines = [
      `\ufeff${HEAD}`,
      '',
      '{"mobile":"+919866694753"}',
      ' ',
      '{"mobile": "+919900990091"}',
      ' { "mobile" : "+1 2025550123", "id": null } ',
    ];
    for (const last of [[], ['']]) {
      const { status, body } = await ndjson([...lines, ...last], FULL, end);
      expect([status, await entries(body.id)]).toEqual([200, E164]);
    }
  });

  it('counts its recipients from 0, blank lines not', async () => {
    const { body } = await ndjson([HEAD, '', '{"mobile":"+919866694753"}', '', '{"mobile":"1"}', '{"id":"7","mobile":"+919866694753"}']);
    expect(body.refused).toEqual([
      { index: 1, mobile: '1', reason: 'is not a phone number' },
      { index: 2, mobile: '+919866694753', reason: 'is not an active audience member' },
    ]);
  });

  it.each<[string, string[], unknown[]]>([
    ['nothing', [], [400, UNREADABLE, [{ field: 'line 1', message: 'should be the message, without recipients' }]]],
    ['no message', ['"hi"'], [400, UNREADABLE, [{ field: 'line 1', message: 'should be the message, an object without recipients' }]]],
    [
      'a line that is no JSON',
      [HEAD, '{"mobile":"+919866694753"}', '', '{"mobile"'],
      [400, UNREADABLE, [{ field: 'line 4', message: 'is not JSON' }]],
    ],
    [
      'two recipients on a line',
      [HEAD, '{"mobile":"+919866694753"}{"mobile":"+919866694753"}'],
      [400, UNREADABLE, [{ field: 'line 2', message: 'is not JSON' }]],
    ],
    [
      'a recipient that is a text',
      [HEAD, '"+919866694753"'],
      [400, expect.stringContaining('recipient should be'), [{ field: 'recipient', message: 'should be an object with mobile' }]],
    ],
    [
      'an unknown field',
      [HEAD, '{"phone":"+919866694753"}'],
      [400, expect.any(String), [{ field: 'recipient.phone', message: 'is not a known field' }]],
    ],
    [
      'recipients in the message',
      ['{"content":"hi","recipients":{"recipient":{"mobile":"+919866694753"}}}', '{"mobile":"+919866694753"}'],
      [400, expect.any(String), [{ field: 'recipients', message: 'should follow, one a line' }]],
    ],
    [
      'a whole request',
      [JSON.stringify({ smsServiceRequest: {} })],
      [400, expect.any(String), expect.arrayContaining([expect.objectContaining({ field: 'smsServiceRequest' })])],
    ],
    [
      'a line without end',
      [HEAD, 'x'.repeat(300_000)],
      [413, 'Request is too large', [{ field: 'line 2', message: 'should have 262144 bytes at most' }]],
    ],
  ])('refuses %s', async (_name, lines, expected) => {
    const before = await stored();
    expect(refusal(await ndjson(lines))).toEqual(expected);
    expect(await stored()).toBe(before);
  });
});

describe('CSV', () => {
  it.each(['\n', '\r\n'])('takes rows that end in %j, quoted fields, a byte order mark, other columns', async (end) => {
    const rows = [
      '\ufeffname,"mobile",id',
      '"Doe, ""J""",+919866694753,',
      '',
      'x,"+91 99009 90091",""',
      '"two\nlines",+12025550123',
      'x,+12025550123,,more',
    ];
    for (const last of [[], ['']]) {
      const { status, body } = await csv([...rows, ...last], QUERY, FULL, end);
      expect([status, await entries(body.id), body.duplicates]).toEqual([200, E164, 1]);
    }
  });

  it('counts its recipients from 0, the header not', async () => {
    const { body } = await csv(['id,mobile', ',+919866694753', ',12', '', '7,+919866694753', 'x']);
    expect(body.refused).toEqual([
      { index: 1, mobile: '12', reason: 'is not a phone number' },
      { index: 2, mobile: '+919866694753', reason: 'is not an active audience member' },
      { index: 3, mobile: '', reason: 'is not an active audience member' },
    ]);
  });

  it('takes checkUserExistence beside the message’s fields', async () => {
    expect((await csv(['mobile', '+919866694753'], `${QUERY}&checkUserExistence=true`)).status).toBe(200);
    expect((await csv(['mobile', '+919866694753'], `${QUERY}&checkUserExistence=maybe`)).status).toBe(400);
  });

  it.each<[string, string[], unknown[]]>([
    ['nothing', [], [400, expect.any(String), [{ field: 'mobile', message: 'should be a column of the header row' }]]],
    ['no header', ['+919866694753'], [400, expect.any(String), [{ field: 'mobile', message: 'should be a column of the header row' }]]],
    [
      'two columns of numbers',
      ['mobile,mobile', '+919866694753,'],
      [400, expect.any(String), [{ field: 'mobile', message: 'should be one column only' }]],
    ],
    ['a quote that stays open', ['mobile', '"+919866694753'], [400, UNREADABLE, [{ field: 'line 2', message: 'is not CSV' }]]],
    ['a quote in a field', ['mobile', '+919866694753', '+91"9866694753"'], [400, UNREADABLE, [{ field: 'line 3', message: 'is not CSV' }]]],
    [
      'a row without end',
      ['mobile', 'x'.repeat(300_000)],
      [413, 'Request is too large', [{ field: 'line 2', message: 'should have 262144 bytes at most' }]],
    ],
  ])('refuses %s', async (_name, rows, expected) => {
    const before = await stored();
    expect(refusal(await csv(rows))).toEqual(expected);
    expect(await stored()).toBe(before);
  });

  it.each(['content=hi&content=ho', 'recipients=x&content=hi', '', 'content=hi&mobile=%2B919866694753'])(
    'refuses the query %j',
    async (query) => {
      const answer = await csv(['mobile', '+919866694753'], `?${query}`);
      expect([answer.status, answer.body.errors?.length]).toEqual([400, 1]);
    },
  );
});

describe('a field that is there twice', () => {
  const message = (head: string): string =>
    `{"smsServiceRequest":{"messages":{"message":{${head},"recipients":{"recipient":[{"mobile":"+919866694753"}]}}}}}`;
  const twice = `"content":"hi","startTimestamp":"${later}","startTimestamp":"0"`;

  it('is refused by its name, however large the body is, and nothing is sent at once', async () => {
    const before = await stored();
    for (const size of [0, 300_000])
      expect(refusal(await send({ type: 'application/json', path: PATH, body: message(twice).padEnd(size) }))).toEqual([
        ...[400, UNREADABLE, [{ field: 'startTimestamp', message: 'is there twice' }]],
      ]);
    expect(refusal(await ndjson([`{${twice}}`, '{"mobile":"+919866694753"}']))).toEqual([
      ...[400, UNREADABLE, [{ field: 'line 1', message: 'has startTimestamp twice' }]],
    ]);
    expect(refusal(await ndjson([HEAD, '', '{"mobile":"+919866694753","mobile":"+919900990091"}']))).toEqual([
      ...[400, UNREADABLE, [{ field: 'line 3', message: 'has mobile twice' }]],
    ]);
    expect(refusal(await csv(['id,mobile,id', ',+919866694753,7']))[2]).toEqual([{ field: 'id', message: 'should be one column only' }]);
    for (const path of [`${PATH}?dryRun=true&dryRun=false`, `${PATH}${QUERY}&startTimestamp=0`])
      expect(
        (
          await send({
            type: path.includes('content') ? CSV : 'application/json',
            path,
            body: path.includes('content') ? 'mobile\n+919866694753' : message('"content":"hi"'),
          })
        ).status,
      ).toBe(400);
    expect(await stored()).toBe(before);
  });
});

describe('a spreadsheet’s numbers', () => {
  const LOST = 'is not a phone number: its digits are lost in exponent notation';
  const DECIMALS = 'is not a phone number: it has decimals';
  const cells = ['+919866694753.0', '9.19866694753E+11', '919900990091.50', '919900990091.00'];
  const refused = [
    { index: 1, mobile: cells[1], reason: LOST },
    { index: 2, mobile: cells[2], reason: DECIMALS },
  ];
  const XML = 'application/xml';
  const xml = `<smsServiceRequest><messages><message><content>hi</content><recipients>${cells
    .map((cell) => `<recipient mobile="${cell}"/>`)
    .join('')}</recipients></message></messages></smsServiceRequest>`;
  const json = (mobiles: string): string =>
    `{"smsServiceRequest":{"messages":{"message":{"content":"hi","recipients":{"recipient":[${mobiles}]}}}}}`;
  const quoted = cells.map((cell) => `{"mobile":"${cell}"}`);

  it('are never other digits, in any form of a body', async () => {
    for (const form of [
      { type: CSV, path: PATH + QUERY, body: ['mobile', ...cells].join('\n') },
      { type: NDJSON, path: PATH, body: [HEAD, ...quoted].join('\n') },
      { type: 'application/json', path: PATH, body: json(quoted.join(',')) },
    ]) {
      const { status, body } = await send(form, FULL);
      expect([status, body.refused, await entries(body.id)]).toEqual([200, refused, ['+919866694753', '+919900990091']]);
    }
    const answer = await fetch(server.url + PATH, { method: 'POST', body: xml, headers: { ...bearer(), ...FULL, 'content-type': XML } });
    expect(await answer.text()).toContain(`<reason>${LOST}</reason>`);
  });

  it('are the same as numbers of JSON', async () => {
    const given = ['919866694753', '919900990091.0', '9.19866694753e11', '919866694753.5', '1e3'].map((mobile) => `{"mobile":${mobile}}`);
    for (const form of [
      { type: NDJSON, path: PATH, body: [HEAD, ...given].join('\n') },
      { type: 'application/json', path: PATH, body: json(given.join(',')) },
      { type: 'application/json', path: PATH, body: json(given.join(',')).padEnd(300_000) },
    ]) {
      const { body } = await send(form, FULL);
      expect([(body.refused as { reason: string }[]).map(({ reason }) => reason), await entries(body.id)]).toEqual([
        [LOST, DECIMALS, LOST],
        ['+919866694753', '+919900990091'],
      ]);
    }
  });

  it('refuse a strict call and are told of by a dry run', async () => {
    const form = { type: CSV, path: PATH + QUERY, body: ['mobile', ...cells].join('\n') };
    expect(refusal(await send(form, { prefer: 'handling=strict' }))[2]).toEqual([
      { field: 'recipient[1].mobile', message: LOST },
      { field: 'recipient[2].mobile', message: DECIMALS },
    ]);
    const before = await stored();
    expect((await send({ ...form, path: `${form.path}&dryRun=true` }, FULL)).body.refused).toEqual(refused);
    expect(await stored()).toBe(before);
  });
});
