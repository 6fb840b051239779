// What a text costs, over HTTP: seen before it leaves and afterwards, and limited.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FULL, inEveryForm, later } from '../support/bodies.js';
import type { Answer } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ MAX_SEGMENTS: '2' });
});
afterAll(() => server.close());

const PATH = '/api/v1/messages/sms';
const NUMBER = '+919866694753';
const message = (content: string, channel = 'TEXT'): Record<string, string> => ({ content, channel, startTimestamp: later });
const stored = async (): Promise<number> => (await server.sql.query('select from request')).rowCount ?? -1;
const REFUSED = {
  status: 400,
  body: {
    id: '',
    message: 'Invalid request format, Error messages :[content should take 2 segments at most, not 3 @ message :1]',
    errors: [{ field: 'content', message: 'should take 2 segments at most, not 3' }],
  },
};

describe('segments', () => {
  it.each([
    ['x'.repeat(306), 'TEXT', 2, 'GSM-7'],
    ['я'.repeat(70), 'TEXT', 1, 'UCS-2'],
    ['€'.repeat(80), 'TEXT', 1, 'GSM-7'],
    ['call '.repeat(99), 'voicesms', null, null],
  ])('are shown of what was submitted, and in its status: %#', async (content, channel, segments, encoding) => {
    const { status, body } = await server.client.submit({ ...message(content, channel) }, FULL);
    expect([status, body]).toEqual([200, expect.objectContaining({ segments, encoding })]);
    expect(await server.client.request(body.id)).toMatchObject({ segments, encoding });
    const { body: page } = await server.client.ask<{ items: { id: string }[] }>('GET', `${PATH}?limit=1`);
    expect(page.items).toEqual([expect.objectContaining({ id: body.id, segments, encoding })]);
  });

  it.each(['x'.repeat(307), 'я'.repeat(135), '€'.repeat(153), `${'я'.repeat(66)}😀${'я'.repeat(66)}`])(
    'more than are allowed are refused in every form, and nothing is stored: %#',
    async (content) => {
      const before = await stored();
      for (const { type, path, body } of inEveryForm(message(content), [NUMBER])) {
        const answer: Answer = await server.client.ask('POST', path, body, { 'content-type': type });
        expect(answer).toMatchObject(REFUSED);
      }
      expect(await stored()).toBe(before);
    },
  );

  it('of one message too many refuse all of the call', async () => {
    const before = await stored();
    const recipients = { recipient: { mobile: NUMBER } };
    const messages = ['fits', 'x'.repeat(307), 'fits too'].map((content) => ({ message: { content, recipients, startTimestamp: later } }));
    const { status, body } = await server.client.ask('POST', PATH, { smsServiceRequest: { messages } });
    expect([status, body.message]).toEqual([400, expect.stringContaining('content should take 2 segments at most, not 3 @ message :2')]);
    expect(await stored()).toBe(before);
  });
});

it('are cut to what is allowed, where too long a content is cut', async () => {
  const cutting = await startServer({ MAX_SEGMENTS: '1', CUT_LONG_CONTENT: 'true' });
  try {
    for (const [content, cut] of [
      ['x'.repeat(307), 'x'.repeat(160)],
      ['я'.repeat(69) + '😀', 'я'.repeat(69)],
      ['fits', 'fits'],
    ] as const) {
      const id = await cutting.client.submitted(message(content));
      expect(await cutting.client.request(id)).toMatchObject({ content: cut, segments: 1 });
    }
  } finally {
    await cutting.close();
  }
});
