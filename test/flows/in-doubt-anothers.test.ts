// What a provider finds by a message's content may be another entry's message: it says nothing of this one.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { eventually, mobiles } from '../support/client.js';
import { Asked, askNow, crashed, noted, oldRouting } from '../support/in-doubt.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
const provider = new Asked('FIRST');
beforeEach(async () => {
  server = await startServer({}, { providers: [provider] });
});
afterEach(() => server.close());

it('stays in doubt while only another’s is found, and is resolved by its own', async () => {
  await oldRouting(server);
  const other = await server.client.submitted({ mobiles: mobiles(1) });
  await server.client.settled(other);
  const [{ smsId: anothers } = { smsId: '' }] = await server.client.entries(other);
  provider.knows = () => ({ kind: 'accepted', providerMessageId: anothers });
  const id = await crashed(server, 1);
  await askNow(server, id, 1);
  await eventually(
    () => noted(server, id),
    ({ asks }) => asks === 1,
  );
  await eventually(
    () => Promise.resolve(provider.asked.length),
    (asked) => asked === 1,
  );
  provider.knows = () => ({ kind: 'accepted', providerMessageId: 'm-9' });
  await askNow(server, id, 1);
  await eventually(
    () => server.client.request(id),
    ({ counts }) => counts.Submitted === 1,
  );
  // Whatever the first answer had done, it would have done by now.
  expect((await server.client.entries(id))[0]).toMatchObject({ providerMessageId: 'm-9' });
});
