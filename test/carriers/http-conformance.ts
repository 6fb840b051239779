// The suite for a carrier that is reached by HTTP. `httpConforms(name, makeRig)`: a rig is the vendor's answers and its signed calls as
// data, and a carrier all of whose addresses are the given server's. How that server misbehaves is http-faults.ts.
import { describe, expect, it } from '@jest/globals';
import { type Carrier, type Receipt, referenceOf } from '../../src/carriers/carrier.js';
import { type Bring, conforms, CONTENT, type Line, message, MOBILE, patient } from './conformance.js';
import { httpSituations } from './http-faults.js';
import { connected, type HttpRig, referenceIn, replying } from './http-rig.js';
import { answer, type Received, type Reply, VendorServer } from './vendor-server.js';

const throttling = (reply: Reply): Reply => ({ ...reply, headers: { ...reply.headers, 'retry-after': '7' } });

async function call(carrier: Carrier, { key, request }: ReturnType<HttpRig['receipt']>): Promise<number> {
  const answered = await carrier.callbacks?.[key]?.(request);
  return answered?.status ?? 404;
}

/** A server that does with a message what its number says. */
async function byNumber(rig: HttpRig): Promise<Line> {
  const fates = ['accepted', 'delivered', 'undelivered', 'early'] as const;
  const mobile = Object.fromEntries(fates.map((fate, i) => [fate, `+1500555${i + 1}001`])) as Line['mobile'];
  const server = await VendorServer.start();
  const carrier = rig.carrier(server, 10);
  const told = async (received: Received, status: Receipt['status']): Promise<void> => {
    expect(await call(carrier, rig.receipt(referenceIn(received), status))).toBe(200);
  };
  server.behave = async (received, response) => {
    const fate = fates.find((each) => received.text.includes(mobile[each].slice(1)));
    if (fate === 'early') await told(received, 'delivered');
    answer(response, rig.accepted(received));
    if (fate === 'delivered' || fate === 'undelivered') await told(received, fate);
  };
  return {
    carrier,
    mobile,
    tell: async ({ reference }, status) => {
      const said = await call(carrier, rig.receipt(reference, status));
      // What isn't taken is to be repeated: that alone makes a vendor do so.
      expect([200, 503]).toContain(said);
      return said === 200;
    },
    close: async () => {
      await carrier.close();
      await server.close();
    },
  };
}

export function httpConforms(name: string, makeRig: () => HttpRig): void {
  const rig = makeRig();
  const { channel = 'text' } = rig;
  const saying = (replies: Readonly<Record<string, Reply>>, make = (reply: Reply): Reply => reply): Record<string, Bring> =>
    Object.fromEntries(Object.entries(replies).map(([what, reply]) => [what, async () => [await replying(rig, make(reply))]]));
  conforms(name, {
    channel,
    line: () => byNumber(rig),
    answers: {
      refused: saying(rig.refused),
      temporary: saying(rig.temporary),
      throttled: saying(rig.throttled, throttling),
      unclear: saying(rig.unclear),
    },
    retryAfterMs: 7_000,
    situations: httpSituations(rig),
  });

  describe(`${name}, over HTTP`, () => {
    it('says in one request what is sent, to whom, and our reference', () =>
      connected(rig, async ({ server, carrier }) => {
        const sent = message(MOBILE, { channel, attempt: 12, content: CONTENT });
        expect(await carrier.handOver(sent, patient())).toEqual({ kind: 'accepted', carrierMessageId: expect.stringMatching(/./) });
        expect(server.received).toHaveLength(1);
        for (const part of [referenceOf(sent), MOBILE.slice(1), CONTENT]) expect(server.received[0]?.text).toContain(part);
      }));

    it('is called by nobody else', () =>
      connected(rig, async ({ carrier }) => {
        const receipts: Receipt[] = [];
        carrier.onReceipt((receipt) => Promise.resolve(void receipts.push(receipt)));
        const { key, request } = rig.receipt('1048577.3', 'delivered');
        const bare = { ...request, headers: { 'content-type': request.headers['content-type'] } };
        const url = request.url.replace(/([?&]sig)=[^&]*/, '$1=');
        for (const stranger of [
          { ...bare, url, body: Buffer.from(request.body.toString().replace(/([?&]?sig)=[^&]*/, '$1=')) },
          { ...bare, method: 'GET', url, body: Buffer.alloc(0) },
        ])
          expect([401, 403]).toContain(await call(carrier, { key, request: stranger }));
        expect(receipts).toEqual([]);
      }));
  });
}
