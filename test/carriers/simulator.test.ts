// The simulated carrier: what every carrier does, and its ledger.
import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Simulator } from '../../src/carriers/simulator/simulator.js';
import { readLedger } from '../support/server.js';
import { conforms, message } from './conformance.js';

const folder = mkdtempSync(join(tmpdir(), 'engagement-simulator-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const start = (name: string, limit = 0): Simulator =>
  new Simulator({ ratePerSecond: 0, latencyMs: 0, ledger: join(folder, name), limit, outage: join(folder, `${name}.outage`) });

conforms('the simulator', () => {
  const carrier = start('conformance');
  const number = (kind: number): string => `+1500555${kind}001`;
  return {
    carrier,
    mobile: {
      ...{ accepted: '+919866694753', delivered: number(1), undelivered: number(2), refused: number(3), temporary: number(4) },
      ...{ throttled: number(6), lost: number(7), early: number(9), slow: '+15005559501' },
    },
    close: () => carrier.close(),
  };
});

describe('its ledger', () => {
  it('has a line for what it took over, a lost answer too, and none for what it refused', async () => {
    const carrier = start('lines');
    const signal = AbortSignal.timeout(60_000);
    const taken = [message('+15005550001'), message('+15005557001'), message('+15005554001', { attempt: 2, channel: 'voice' })];
    const refused = [message('+15005553001'), message('+15005554001'), message('+15005556001')];
    await Promise.allSettled([...taken, ...refused].map((each) => carrier.handOver(each, signal)));
    expect(readLedger(join(folder, 'lines'))).toEqual(
      taken.map(({ smsId, requestId, mobile, channel, attempt }) => ({
        smsId,
        requestId,
        mobile,
        channel,
        attempt,
        at: expect.stringMatching(/Z$/),
      })),
    );
    await carrier.close();
  });

  it('may be shared by several processes', async () => {
    const [one, two] = [start('shared'), start('shared')];
    const signal = AbortSignal.timeout(60_000);
    await Promise.all(Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? one : two).handOver(message('+919866694753'), signal)));
    expect(new Set(readLedger(join(folder, 'shared')).map(({ smsId }) => smsId)).size).toBe(500);
    await Promise.all([one.close(), two.close()]);
  });
});
