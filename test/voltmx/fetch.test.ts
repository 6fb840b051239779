// Fetch all messages by mobile number: whole counts, pages by element, the Volt MX API's statuses, and nobody else's messages.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer } from '../support/token.js';
import { type Answer, inAnHour } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

interface Fetched {
  totalMessages: number;
  openedMessages: number;
  messages: { fetchId: string; content: string; status: string }[];
  submittedMessages: number;
}

let server: TestServer;
const SENT = '+15005550301';
const LATER = '+15005550302';
const made: { id: string; content: string }[] = [];

const fetchAll = (body: unknown, headers: Record<string, string> = {}, path = '/api/v1/messages/sms/fetch'): Promise<Answer<Fetched>> =>
  server.client.ask('POST', path, body, headers);
const smsId = (id: string): string => (BigInt(id) + 1n).toString();

beforeAll(async () => {
  server = await startServer({ DEFAULT_COUNTRY: 'US' });
  for (let i = 0; i < 7; i++) {
    const content = `message <${i}> & “more”`;
    made.unshift({ content, id: await server.client.submitted({ content, startTimestamp: inAnHour(), mobiles: [LATER, SENT] }) });
  }
  const now = await server.client.submitted({ content: 'now', mobiles: [SENT, '+15005551301', '+15005553301'] });
  await server.client.settled(now);
  made.unshift({ id: now, content: 'now' });
  await server.client.as({ tenant: 'other' }).submitted({ content: 'theirs', startTimestamp: inAnHour(), mobiles: [LATER, SENT] });
  await server.client.cancel(made[7]?.id ?? '');
});
afterAll(() => server.close());

describe('POST /api/v1/messages/sms/fetch', () => {
  it('answers the Volt MX API’s fields, newest first, with the content of each', async () => {
    const { status, body } = await fetchAll({ startElement: '0', elementsPerPage: '10', mobileNumber: LATER });
    expect([status, Object.keys(body)]).toEqual([200, ['totalMessages', 'openedMessages', 'messages', 'submittedMessages']]);
    expect(body).toEqual({
      totalMessages: 7,
      openedMessages: 0,
      submittedMessages: 0,
      messages: made.slice(1).map(({ id, content }, i) => ({ fetchId: smsId(id), content, status: i === 6 ? 'Cancelled' : 'Initial' })),
    });
  });

  it('counts the whole selection, whatever the page, under every root and in every spelling', async () => {
    const all = (await fetchAll({ mobileNumber: SENT })).body;
    expect(all).toMatchObject({ totalMessages: 8, submittedMessages: 1, openedMessages: 0 });
    expect(all.messages[0]).toEqual({ fetchId: smsId(made[0]?.id ?? ''), content: 'now', status: 'Submitted' });
    const seen: unknown[] = [];
    for (const startElement of [0, '3', 6, '9']) {
      const body = { startElement, elementsPerPage: startElement === 0 ? '3' : 3, mobileNumber: '(500) 555-0301', audienceId: '4' };
      const page = (await fetchAll(body, {}, '/kpns/api/v1/message/sms/fetch')).body;
      expect([page.totalMessages, page.submittedMessages]).toEqual([8, 1]);
      seen.push(...page.messages);
    }
    expect(seen).toEqual(all.messages);
    expect((await fetchAll({ mobileNumber: SENT, elementsPerPage: '0' })).body.messages).toHaveLength(1);
    expect((await fetchAll({ mobileNumber: SENT, elementsPerPage: 5_000 })).body.messages).toHaveLength(8);
  });

  it('says the Volt MX API’s word for each status', async () => {
    const statusOf = async (mobileNumber: string) => (await fetchAll({ mobileNumber })).body.messages.map(({ status }) => status);
    expect(await statusOf('+15005551301')).toEqual(['Submitted']);
    expect(await statusOf('+15005553301')).toEqual(['Rejected']);
  });

  it('answers zeros for an audience, and for a number that nothing was sent to', async () => {
    const nothing = { totalMessages: 0, openedMessages: 0, messages: [], submittedMessages: 0 };
    for (const body of [{ audienceId: '12' }, { audienceId: 12, mobileNumber: '' }, { mobileNumber: '+15005550399' }])
      expect((await fetchAll(body)).body).toEqual(nothing);
  });

  it.each<[unknown, number, string]>([
    [{}, 400, 'Audience ID is missing'],
    [{ audienceId: '', mobileNumber: null, startElement: '0' }, 400, 'Audience ID is missing'],
    [{ mobileNumber: 'abc' }, 400, 'Invalid request format, Error messages :[mobileNumber is not a phone number @ message :1]'],
    [{ mobileNumber: {} }, 400, 'Invalid request format, Error messages :[mobileNumber is not a phone number @ message :1]'],
    [{ mobile: SENT }, 400, 'Invalid request format, Error messages :[mobile is not a known field @ message :1]'],
    [
      { mobileNumber: SENT, startElement: -1 },
      400,
      'Invalid request format, Error messages :[startElement should be a whole number, 10000 at most @ message :1]',
    ],
    [
      { mobileNumber: SENT, elementsPerPage: 'x' },
      400,
      'Invalid request format, Error messages :[elementsPerPage should be a whole number @ message :1]',
    ],
    ['[]', 400, 'Failed to parse the input request'],
    ['', 400, 'Failed to parse the input request'],
    [`{"mobileNumber":"${'1'.repeat(70_000)}"}`, 413, 'Request is too large'],
  ])('answers to %j %i', async (body, status, message) => {
    const answer = await fetchAll(body);
    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ id: '', message })]);
  });

  it('needs messages:read, JSON, and POST', async () => {
    const { status, body } = await fetchAll({ mobileNumber: SENT }, bearer({ scope: 'messages:send messages:cancel' }));
    expect([status, body]).toEqual([403, { id: '', message: 'Forbidden. The scope messages:read is missing' }]);
    expect((await fetchAll({}, { authorization: 'Bearer x' })).status).toBe(401);
    expect((await fetchAll('<mobileNumber/>', { 'content-type': 'application/xml' })).status).toBe(415);
    for (const method of ['GET', 'DELETE', 'PATCH']) {
      const refused = await server.client.ask(method, '/api/v1/messages/sms/fetch');
      expect([refused.status, refused.headers.get('allow')]).toEqual([400, 'OPTIONS, POST']);
    }
  });
});
