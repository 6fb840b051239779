// The simulated provider: what every provider does, and its ledger.
import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Simulator } from '../../src/providers/simulator/simulator.js';
import { readLedger } from '../support/server.js';
import { conforms, handing, message, type Met } from './conformance.js';
import { recalls } from './recall-conformance.js';

const folder = mkdtempSync(join(tmpdir(), 'engagement-simulator-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const start = (name: string, limit = 0): Simulator =>
  new Simulator({ ratePerSecond: 0, latencyMs: 0, ledger: join(folder, name), limit, outage: join(folder, `${name}.outage`) });

const number = (kind: number, place = '001'): string => `+1500555${kind}${place}`;
let providers = 0;
/** One message to a provider of its own, and whether its ledger has it. */
async function meeting(address: string, how: { outage?: boolean; signal?: AbortSignal; late?: AbortController } = {}): Promise<Met[]> {
  const name = `met-${++providers}`;
  const provider = start(name);
  provider.onReceipt(() => Promise.resolve());
  if (how.outage === true) writeFileSync(join(folder, `${name}.outage`), '');
  const answered = handing(provider, { address }, how.late?.signal ?? how.signal);
  how.late?.abort();
  const answer = await answered;
  await provider.close();
  return [{ answer, arrived: readLedger(join(folder, name)).length }];
}
/** The ledger has only what was taken over. */
const refusing = async (address: string): Promise<Met[]> =>
  (await meeting(address)).map(({ answer, arrived }) => ({ answer, arrived: arrived + 1 }));
const NO_NETWORK = 'there is no network between';

conforms('the simulator', {
  line: () => {
    const provider = start('conformance');
    const address = { accepted: '+919866694753', delivered: number(1), undelivered: number(2), early: number(9) };
    return Promise.resolve({ provider, address, close: () => provider.close() });
  },
  answers: {
    refused: { 'by its number': () => refusing(number(3)) },
    temporary: { 'by its number': () => refusing(number(4)) },
    throttled: { 'by its number': () => refusing(number(6)) },
    unclear: { 'a lost answer, by its number': () => meeting(number(7)) },
  },
  retryAfterMs: 1_000,
  situations: {
    'nobody listens': () => meeting(number(0), { outage: true }),
    'its time is over before it begins': () => meeting(number(0), { signal: AbortSignal.abort() }),
    'no answer comes in time': () => meeting(number(9, '501'), { late: new AbortController() }),
    'the connection breaks before the answer': () => meeting(number(7)),
    'its time is over while it waits for its turn': 'it takes all at once',
    'it is closed meanwhile': 'it is closed when nothing is under way',
    'it is connected, and nobody greets it': NO_NETWORK,
    'the certificate is not to be trusted': NO_NETWORK,
    'it asks for TLS, and the other side speaks none': NO_NETWORK,
    'the connection breaks within the answer': NO_NETWORK,
    'the answer ends early': NO_NETWORK,
    'HTML comes instead': NO_NETWORK,
    'a redirect comes instead, which it does not follow': NO_NETWORK,
    'the answer has 10 MB, which it does not read': NO_NETWORK,
    'the answer drips, for as long as it likes': NO_NETWORK,
  },
});

recalls('the simulator', () => {
  const options = { ratePerSecond: 0, latencyMs: 0, limit: 0, outage: join(folder, 'none') };
  const provider = new Simulator({ ...options, receiptMs: 3_600_000, ledger: join(folder, 'recalled') });
  let told = 0;
  provider.onReceipt(() => {
    told++;
    return Promise.resolve();
  });
  const rig = {
    ...{ provider, address: '+15005551001', left: () => told, close: () => provider.close() },
    are: (state: string) => {
      rig.address = state === 'unsent' ? '+15005551001' : '+15005550001';
    },
  };
  return rig;
});

describe('its ledger', () => {
  it('has a line for what it took over, a lost answer too, and none for what it refused', async () => {
    const provider = start('lines');
    const signal = AbortSignal.timeout(60_000);
    const taken = [message('+15005550001'), message('+15005557001'), message('+15005554001', { attempt: 2, channel: 'voice' })];
    const refused = [message('+15005553001'), message('+15005554001'), message('+15005556001')];
    await Promise.allSettled([...taken, ...refused].map((each) => provider.handOver(each, signal)));
    expect(readLedger(join(folder, 'lines'))).toEqual(
      taken.map(({ entryId, requestId, address, channel, attempt }) => ({
        entryId,
        requestId,
        address,
        channel,
        attempt,
        at: expect.stringMatching(/Z$/),
      })),
    );
    await provider.close();
  });

  it('may be shared by several processes', async () => {
    const [one, two] = [start('shared'), start('shared')];
    const signal = AbortSignal.timeout(60_000);
    await Promise.all(Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? one : two).handOver(message('+919866694753'), signal)));
    expect(new Set(readLedger(join(folder, 'shared')).map(({ entryId }) => entryId)).size).toBe(500);
    await Promise.all([one.close(), two.close()]);
  });
});

it('tells a receipt again until a handler is registered', async () => {
  const provider = start('unheard');
  const sent = message(number(1));
  await provider.handOver(sent, AbortSignal.timeout(60_000));
  await expect(provider.handOver(message(number(9)), AbortSignal.timeout(60_000))).rejects.toThrow('no handler is registered');
  const told = await new Promise((resolve) => {
    provider.onReceipt((receipt) => {
      resolve(receipt);
      return Promise.resolve();
    });
  });
  expect(told).toMatchObject({ entryId: sent.entryId, status: 'delivered' });
  await provider.close();
});

it('says what became of a message whose answer it lost, where its number asks for that', async () => {
  const provider = start('asked');
  const query = async (address: string): Promise<unknown> =>
    provider.query({ ...message(address), entryId: '7', providerMessageId: null, at: new Date() });
  expect(await query('+15005557500')).toEqual({ kind: 'accepted', providerMessageId: 'SIM-7.1' });
  for (const address of ['+15005557001', '+919866694753']) expect(await query(address)).toMatchObject({ kind: 'unknown' });
  await provider.close();
});
