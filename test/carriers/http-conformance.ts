// What the dispatcher relies on, of every carrier that is reached by HTTP: beside what every carrier does (conformance.ts), that it knows
// whether a message can have left. `httpConforms(name, makeRig)`: a rig is the vendor's answers and its signed calls as data, and a carrier
// all of whose addresses are the given server's. How that server misbehaves is this suite's part.
import { describe, expect, it } from '@jest/globals';
import { type Carrier, type Receipt, referenceOf } from '../../src/carriers/carrier.js';
import { conforms, message, type Rig } from './conformance.js';
import { knowsWhatLeft } from './http-faults.js';
import { connected, CONTENT, HTML, type HttpRig, patient, replying, UNKNOWN } from './http-rig.js';
import { answer, type Received, type Reply, VendorServer } from './vendor-server.js';

const first = (replies: Readonly<Record<string, Reply>>): Reply => Object.values(replies)[0] ?? HTML;
const throttling = (reply: Reply): Reply => ({ ...reply, headers: { ...reply.headers, 'retry-after': '7' } });
/** Of our messages, wherever the vendor is told it. */
const referenceIn = ({ text }: Received): string => /[1-9]\d{5,18}\.\d{1,4}/.exec(text)?.[0] ?? '';

async function call(carrier: Carrier, { key, request }: ReturnType<HttpRig['receipt']>): Promise<number> {
  const answered = await carrier.callbacks?.[key]?.(request);
  return answered?.status ?? 404;
}

/** A server that treats a message as its number says. */
async function byNumber(rig: HttpRig): Promise<Rig> {
  const fates = ['accepted', 'delivered', 'undelivered', 'refused', 'temporary', 'throttled', 'lost', 'early', 'slow'] as const;
  const mobile = Object.fromEntries(fates.map((fate, i) => [fate, `+1500555${i + 1}001`])) as Rig['mobile'];
  const server = await VendorServer.start();
  const carrier = rig.carrier(server, 10);
  const told = async (received: Received, status: Receipt['status']): Promise<void> => {
    expect(await call(carrier, rig.receipt(referenceIn(received), status))).toBe(200);
  };
  server.behave = async (received, response) => {
    const fate = fates.find((each) => received.text.includes(mobile[each].slice(1)));
    switch (fate) {
      case 'refused':
        answer(response, first(rig.refused));
        return;
      case 'temporary':
        answer(response, first(rig.temporary));
        return;
      case 'throttled':
        answer(response, first(rig.throttled));
        return;
      case 'lost':
        response.destroy();
        return;
      case 'slow':
        return;
      case 'early':
        await told(received, 'delivered');
        break;
      case 'accepted':
      case 'delivered':
      case 'undelivered':
      case undefined:
    }
    answer(response, rig.accepted(received));
    if (fate === 'delivered' || fate === 'undelivered') await told(received, fate);
  };
  const close = async (): Promise<void> => {
    await carrier.close();
    await server.close();
  };
  return { carrier, mobile, close };
}

export function httpConforms(name: string, makeRig: () => HttpRig): void {
  const rig = makeRig();
  conforms(name, () => byNumber(rig));

  describe(`${name}, over HTTP`, () => {
    it('says in one request of each channel what is sent, to whom, and our reference', () =>
      connected(rig, async ({ server, carrier }) => {
        for (const channel of carrier.channels) {
          const sent = message('+15005550100', { channel, attempt: 12, content: CONTENT });
          expect(await carrier.handOver(sent, patient())).toEqual({ kind: 'accepted', carrierMessageId: expect.stringMatching(/./) });
          const { text } = server.received.at(-1) ?? { text: '' };
          for (const part of [referenceOf(sent), '15005550100', CONTENT]) expect(text).toContain(part);
        }
        expect(server.received).toHaveLength(carrier.channels.length);
      }));

    it.each(Object.entries(rig.refused))('refuses for good: %s', async (_, reply) => {
      expect(await replying(rig, reply)).toEqual({ kind: 'refused', reason: expect.stringMatching(/./) });
    });

    it.each(Object.entries(rig.temporary))('tries again: %s', async (_, reply) => {
      expect(await replying(rig, reply)).toMatchObject({ kind: 'temporary', reason: expect.stringMatching(/./) });
    });

    it.each(Object.entries(rig.throttled))('slows down, for as long as it is asked to: %s', async (_, reply) => {
      expect(await replying(rig, throttling(reply))).toMatchObject({ kind: 'temporary', throttled: true, retryAfterMs: 7_000 });
    });

    it.each(Object.entries(rig.unclear))('leaves in doubt: %s', async (_, reply) => {
      expect(await replying(rig, reply)).toEqual(UNKNOWN);
    });

    knowsWhatLeft(rig);

    describe('is called', () => {
      const heard = async (use: (carrier: Carrier, receipts: Receipt[]) => Promise<void>): Promise<void> =>
        connected(rig, async ({ carrier }) => {
          const receipts: Receipt[] = [];
          carrier.onReceipt((receipt) => {
            receipts.push(receipt);
            return Promise.resolve();
          });
          await use(carrier, receipts);
        });

      it('with what became of a message, as often as the vendor likes', () =>
        heard(async (carrier, receipts) => {
          for (const status of ['delivered', 'delivered', 'undelivered'] as const)
            expect(await call(carrier, rig.receipt('1048577.3', status))).toBe(200);
          expect(receipts.map(({ smsId, attempt, status }) => [smsId, attempt, status])).toEqual([
            ['1048577', 3, 'delivered'],
            ['1048577', 3, 'delivered'],
            ['1048577', 3, 'undelivered'],
          ]);
        }));

      it('by nobody else', () =>
        heard(async (carrier, receipts) => {
          const { key, request } = rig.receipt('1048577.3', 'delivered');
          const bare = { ...request, headers: { 'content-type': request.headers['content-type'] } };
          expect([401, 403]).toContain(await call(carrier, { key, request: bare }));
          expect([401, 403]).toContain(await call(carrier, { key, request: { ...bare, method: 'GET', body: Buffer.alloc(0) } }));
          expect(receipts).toEqual([]);
        }));

      it('about what was never ours, to which it says yes', () =>
        heard(async (carrier, receipts) => {
          for (const reference of ['', 'x', '0.1', '1048577', '1048577.0', '1048577.1.1', '99999999999999999999.1'])
            expect(await call(carrier, rig.receipt(reference, 'delivered'))).toBe(200);
          expect(receipts).toEqual([]);
        }));

      it('again, where a receipt could not be stored', () =>
        heard(async (carrier) => {
          carrier.onReceipt(() => Promise.reject(new Error('no database')));
          expect(await call(carrier, rig.receipt('1048577.3', 'delivered'))).toBe(503);
        }));
    });
  });
}
