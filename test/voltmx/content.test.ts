// The full content of a message by its SMS ID, exactly as it was submitted.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bearer } from '../support/token.js';
import { inAnHour, mobiles } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let id: string;
const content = ' a\r\n“b” 😀 <c>\t& '.repeat(50);
beforeAll(async () => {
  server = await startServer();
  id = await server.client.submitted({ content, startTimestamp: inAnHour(), mobiles: mobiles(3) });
});
afterAll(() => server.close());

const see = (smsId: string, headers: Record<string, string> = {}, root = '') =>
  server.client.ask('GET', `${root}/api/v1/messages/sms/content/${smsId}`, undefined, headers);
const position = (n: number): string => (BigInt(id) + BigInt(n)).toString();
const NO_SUCH_MESSAGE = { id: '', message: 'Invalid SMS ID. No message found with the provided ID' };

it('is shown for each entry of the request, under every root', async () => {
  for (const n of [1, 2, 3]) {
    const { status, body } = await see(position(n));
    expect([status, body]).toEqual([200, { content }]);
  }
  expect((await see(position(1), {}, '/vpns')).body).toEqual({ content });
  expect((await server.client.ask('GET', `/kpns/api/v1/message/sms/content/${position(2)}`)).body).toEqual({ content });
});

it('is nobody else’s, and there is none for an ID that is no message’s', async () => {
  const ids = [id, position(4), position(1 << 20), '1', '0', '-1', 'abc', `0${position(1)}`, `%3${position(1)}`, '9'.repeat(25), 'entries'];
  for (const each of ids) {
    const { status, body } = await see(each);
    expect([each, status, body]).toEqual([each, 400, NO_SUCH_MESSAGE]);
  }
  const foreign = await see(position(1), bearer({ tenant: 'other' }));
  expect([foreign.status, foreign.body]).toEqual([400, NO_SUCH_MESSAGE]);
});

it('needs messages:read', async () => {
  const { status, body } = await see(position(1), bearer({ scope: 'messages:send' }));
  expect([status, body]).toEqual([403, { id: '', message: 'Forbidden. The scope messages:read is missing' }]);
  expect((await see('abc', { authorization: '' })).status).toBe(401);
});
