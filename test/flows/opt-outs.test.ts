// People who text STOP are sent nothing more of that sender, whatever was submitted before or after; START takes it back.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, inAnHour } from '../support/client.js';
import { PhoneProvider } from '../support/phone-provider.js';
import { startServer, type TestServer } from '../support/server.js';

const SENDER = '+12025550100';
const OTHER = '+12025550199';

let server: TestServer;
let phones: PhoneProvider;
beforeAll(async () => {
  phones = new PhoneProvider();
  server = await startServer(
    { OPT_OUT_KEYWORDS: 'Abmelden', OPT_IN_KEYWORDS: 'Anmelden', RETRY_ATTEMPTS: '1000' },
    { providers: [phones] },
  );
});
afterAll(() => server.close());

let next = 0;
const number = (): string => `+1202555${String(2_000 + next++)}`;
beforeEach(() => {
  phones.answer = () => undefined;
});

/** What becomes of a message to it. */
async function scenarioOf(mobile: string, fields: object = { sender: SENDER }): Promise<string> {
  const id = await server.client.submitted({ mobiles: [mobile], ...fields });
  await server.client.settled(id);
  const [entry] = await server.client.entries(id);
  const handed = phones.handed.filter(({ requestId }) => requestId === id).length;
  expect(handed).toBe(entry?.status === 'Rejected' ? 0 : 1);
  return entry?.statusMessage ?? '';
}
const REJECTED = 'Rejected: opted out';
const SENT = 'SMS request sent to PHONE Gateway';

describe('STOP', () => {
  it('ends what is submitted later as Rejected, with the reason, without an attempt, and nobody else’s', async () => {
    const [stopped, others] = [number(), [number(), number(), number()]];
    await phones.text(stopped, 'Stop');
    const id = await server.client.submitted({ mobiles: [...others, stopped], sender: SENDER });
    const { counts, recipientCount } = await server.client.settled(id);
    expect([recipientCount, counts.Submitted, counts.Rejected]).toEqual([4, 3, 1]);
    const entry = (await server.client.entries(id)).find(({ mobile }) => mobile === stopped);
    expect(entry).toMatchObject({ status: 'Rejected', statusMessage: REJECTED, attempts: 0, channel: 'text' });
    expect(
      phones.handed
        .filter(({ requestId }) => requestId === id)
        .map(({ address }) => address)
        .sort(),
    ).toEqual([...others].sort());
  });

  it('ends what was submitted before too: scheduled, or waiting for another try', async () => {
    const [scheduled, tried] = [number(), number()];
    const later = await server.client.submitted({ mobiles: [scheduled], sender: SENDER, startTimestamp: inAnHour() });
    phones.answer = () => ({ kind: 'temporary', reason: 'busy', retryAfterMs: 3_600_000 });
    const again = await server.client.submitted({ mobiles: [tried], sender: SENDER });
    await eventually(
      () => server.client.entries(again),
      ([entry]) => entry?.attempts === 1,
    );
    phones.answer = () => undefined;
    for (const mobile of [scheduled, tried]) await phones.text(mobile, 'STOP');
    await server.sql.query(`update queue_slice set not_before = now(), due_at = now() where request_id = $1`, [later]);
    await server.sql.query(`update queue_slice set due_at = now(), retry_at = array[now()] where request_id = $1`, [again]);
    for (const [id, attempts] of [
      [later, 0],
      [again, 1],
    ] as const) {
      await server.client.settled(id);
      expect(await server.client.entries(id)).toMatchObject([{ status: 'Rejected', statusMessage: REJECTED, attempts }]);
    }
    expect(phones.handed.filter(({ requestId }) => requestId === later)).toEqual([]);
    expect(phones.handed.filter(({ requestId }) => requestId === again)).toHaveLength(1);
  });

  it('is for the sender that was written to; a request that names none has the provider’s own, which may be it', async () => {
    const mobile = number();
    await phones.text(mobile, 'stop', SENDER);
    expect(await scenarioOf(mobile, { sender: SENDER })).toBe(REJECTED);
    expect(await scenarioOf(mobile, { sender: SENDER.slice(1) })).toBe(REJECTED);
    expect(await scenarioOf(mobile, {})).toBe(REJECTED);
    expect(await scenarioOf(mobile, { sender: OTHER })).toBe(SENT);
    await phones.text(mobile, 'STOPALL', SENDER);
    expect(await scenarioOf(mobile, { sender: OTHER })).toBe(REJECTED);
  });

  it('is for calls too, and for calls instead of texts', async () => {
    const mobile = number();
    await phones.text(mobile, 'STOP');
    expect(await scenarioOf(mobile, { sender: SENDER, channel: 'voicesms' })).toBe(REJECTED);
    expect(await scenarioOf(mobile, { sender: SENDER, sendVoiceSmsOnFailure: 'true' })).toBe(REJECTED);
  });

  it('is said in the submit’s answer', async () => {
    const [stopped, open] = [number(), number()];
    await phones.text(stopped, 'STOP');
    const submit = (mobiles: string[], sender: string, prefer: Record<string, string>) =>
      server.client.submit({ mobiles, sender }, prefer).then(({ body }) => body);
    const representation = { prefer: 'return=representation' };
    expect(await submit([stopped, open], SENDER, representation)).toMatchObject({ recipientCount: 2, refusedCount: 0, optedOut: 1 });
    expect(await submit([stopped, open], OTHER, representation)).toMatchObject({ optedOut: 0 });
    expect(await submit([stopped], SENDER, {})).toEqual({ id: expect.any(String), message: 'Request Queued. ' });
  });

  it('may be a word of the operator’s', async () => {
    const mobile = number();
    await phones.text(mobile, 'abmelden!');
    expect(await scenarioOf(mobile)).toBe(REJECTED);
    await phones.text(mobile, 'Anmelden');
    expect(await scenarioOf(mobile)).toBe(SENT);
  });
});

describe('START', () => {
  it('takes it back, of that sender and of all', async () => {
    const mobile = number();
    await phones.text(mobile, 'STOP', SENDER);
    await phones.text(mobile, 'STOP', OTHER);
    await phones.text(mobile, 'start', SENDER);
    expect(await scenarioOf(mobile, { sender: SENDER })).toBe(SENT);
    expect(await scenarioOf(mobile, { sender: OTHER })).toBe(REJECTED);
    await phones.text(mobile, 'STOPALL', SENDER);
    await phones.text(mobile, 'UNSTOP', OTHER);
    expect(await scenarioOf(mobile, { sender: OTHER })).toBe(SENT);
  });
});

describe('what comes in', () => {
  it('is kept once, with its keyword, and changes nothing when it is repeated', async () => {
    const mobile = number();
    await phones.text(mobile, 'STOP', SENDER, 'first');
    await phones.text(mobile, 'Yes', SENDER, 'second');
    await Promise.all([1, 2, 3].map(() => phones.text(mobile, 'STOP', SENDER, 'first')));
    await phones.text(mobile, 'hello \0 there', SENDER, 'third');
    await phones.text(mobile, 'help', SENDER, 'fourth');
    const { rows } = await server.sql.query(
      `select i.provider_message_id as id, i.sent_to, i.content, i.keyword, i.tenant, i.provider from sms_inbound i
      where i.sent_from = $1 order by i.received_at, i.provider_message_id`,
      [mobile],
    );
    const kept = (id: string, content: string, keyword: string | null) => ({
      id,
      content,
      keyword,
      sent_to: SENDER,
      tenant: null,
      provider: 'PHONE',
    });
    expect(rows).toEqual([
      kept('first', 'STOP', 'STOP'),
      kept('second', 'Yes', 'YES'),
      kept('third', 'hello  there', null),
      kept('fourth', 'help', 'HELP'),
    ]);
    expect(await scenarioOf(mobile)).toBe(SENT);
  });

  it('may come from what is no number', async () => {
    for (const from of ['85355', 'ACME', '', 'x'.repeat(5_000)]) await phones.text(from, 'STOP');
    const { rows } = await server.sql.query<{ n: number }>(`select count(*)::int as n from suppression x where length(x.address) < 8`);
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('is not taken where it can’t be stored, so that the provider repeats it', async () => {
    const mobile = number();
    await server.sql.query('alter table suppression rename to suppression_away');
    try {
      await expect(phones.text(mobile, 'STOP', SENDER, 'repeated')).rejects.toThrow();
    } finally {
      await server.sql.query('alter table suppression_away rename to suppression');
    }
    await phones.text(mobile, 'STOP', SENDER, 'repeated');
    expect(await scenarioOf(mobile)).toBe(REJECTED);
  });
});

it('an opt-out may count for every sender', async () => {
  const everywhere = new PhoneProvider();
  const strict = await startServer({ OPT_OUT_EVERYWHERE: 'true' }, { providers: [everywhere] });
  const mobile = number();
  await everywhere.text(mobile, 'STOP', SENDER);
  const id = await strict.client.submitted({ mobiles: [mobile], sender: OTHER });
  expect((await strict.client.settled(id)).counts.Rejected).toBe(1);
  await everywhere.text(mobile, 'START', OTHER);
  const open = await strict.client.submitted({ mobiles: [mobile], sender: SENDER });
  expect((await strict.client.settled(open)).counts.Submitted).toBe(1);
  await strict.close();
});
