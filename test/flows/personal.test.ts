// Values of recipients from the submit to the provider: each gets its own text, and every page shows what was sent.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { submitBody } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { Told } from '../support/told-provider.js';

const provider = new Told('TOLD');
let server: TestServer;
beforeAll(async () => {
  server = await startServer({}, { providers: [provider] });
});
afterAll(() => server.close());

const [ANA, BO, CY] = ['+919866694753', '+919866694754', '+919866694755'];
const CONTENT = 'Dear ##First Name|friend##, you have ##Balance##';

it('sends to each its own text, and shows it where content is shown', async () => {
  const recipient = [
    { mobile: ANA, values: { 'first name': 'Ana', Balance: '12 €', other: 'of no use' } },
    { mobile: BO, values: { BALANCE: '<b>##First Name##' } },
    { mobile: CY },
  ];
  const { body } = await server.client.ask<{ id: string }>(
    'POST',
    '/api/v1/messages/sms',
    submitBody({ content: CONTENT, recipients: { recipient } }),
  );
  await server.client.settled(body.id);
  const texts = new Map([
    [ANA, 'Dear Ana, you have 12 €'],
    [BO, 'Dear friend, you have <b>##First Name##'],
  ]);
  expect(new Map(provider.had.map(({ address, content }) => [address, content]))).toEqual(texts);

  const found = await server.client.ask<{ items: { mobile: string; content: string; smsId: string }[] }>(
    'GET',
    '/api/v1/messages/sms/entries?limit=10',
  );
  expect(new Map(found.body.items.map(({ mobile, content }) => [mobile, content]))).toEqual(texts);
  for (const { mobile, smsId } of found.body.items) {
    const { body: one } = await server.client.ask<{ content: string }>('GET', `/api/v1/messages/sms/content/${smsId}`);
    expect(one.content).toBe(texts.get(mobile));
  }
  expect(await server.client.request(body.id)).toMatchObject({
    content: CONTENT,
    segments: null,
    encoding: null,
    segmentsTotal: 2,
    recipientCount: 2,
  });
  const { rows } = await server.sql.query<{ variables: string }>('select variables from queue_entry order by entry_id');
  expect(rows.map(({ variables }) => JSON.parse(variables) as object)).toEqual([
    { 'first name': 'Ana', balance: '12 €' },
    { balance: '<b>##First Name##' },
  ]);
});

it('carries the values of thousands, by COPY as by INSERT', async () => {
  const had = provider.had.length;
  const people = Array.from({ length: 3_000 }, (_, i) => ({
    mobile: `+9198666${String(i).padStart(5, '0')}`,
    ...(i % 3 > 0 && { values: { n: `№ ${i}` } }),
  }));
  const lines = [{ content: '##N|nobody##' }, ...people].map((line) => JSON.stringify(line)).join('\n');
  const { body } = await server.client.ask<{ id: string }>('POST', '/api/v1/messages/sms', lines, {
    'content-type': 'application/x-ndjson',
  });
  await server.client.settled(body.id);
  const sent = new Map(provider.had.slice(had).map(({ address, content }) => [address, content]));
  expect(sent).toEqual(new Map(people.map(({ mobile, values }) => [mobile, values?.n ?? 'nobody'])));
});
