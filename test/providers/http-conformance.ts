// The suite for a provider that is reached by HTTP. `httpConforms(name, makeRig)`: a rig is the vendor's answers and its signed calls as
// data, and a provider all of whose addresses are the given server's. How that server misbehaves is http-faults.ts.
import { describe, expect, it } from '@jest/globals';
import { type Provider, type Receipt, referenceOf } from '../../src/providers/provider.js';
import { type Bring, conforms, CONTENT, type Line, message, MOBILE, patient } from './conformance.js';
import { callbacksConform } from './callback-conformance.js';
import { httpSituations } from './http-faults.js';
import { type Call, connected, HTML, type HttpRig, referenceIn, replying } from './http-rig.js';
import { answer, type Received, type Reply, VendorServer } from './vendor-server.js';

const throttling = (reply: Reply): Reply => ({ ...reply, headers: { ...reply.headers, 'retry-after': '7' } });

async function call(provider: Provider, { key, request }: Call): Promise<number> {
  const answered = await provider.callbacks?.[key]?.(request);
  return answered?.status ?? 404;
}

/** A server that does with a message what its number says. */
async function byNumber(rig: HttpRig): Promise<Line> {
  const scenarios = ['accepted', 'delivered', 'undelivered', 'early'] as const;
  const address = Object.fromEntries(scenarios.map((fate, i) => [fate, `+1500555${i + 1}001`])) as Line['address'];
  const server = await VendorServer.start();
  const provider = rig.provider(server, 10);
  const told = async (received: Received, status: Receipt['status']): Promise<void> => {
    expect(await call(provider, rig.receipt(referenceIn(received), status))).toBe(200);
  };
  server.behave = async (received, response) => {
    const fate = scenarios.find((each) => received.text.includes(address[each].slice(1)));
    if (fate === 'early') await told(received, 'delivered');
    answer(response, rig.accepted(received));
    if (fate === 'delivered' || fate === 'undelivered') await told(received, fate);
  };
  return {
    provider,
    address,
    tell: async ({ reference }, status) => {
      const said = await call(provider, rig.receipt(reference, status));
      // What isn't taken is to be repeated: that alone makes a vendor do so.
      expect([200, 503]).toContain(said);
      return said === 200;
    },
    close: async () => {
      await provider.close();
      await server.close();
    },
  };
}

/**
 * Of statuses that a vendor's pages say nothing of, whoever on the way answers so. 429: by HTTP itself (RFC 6585) it was not served. The
 * others leave open what became of it, also 408, 425 and 503: somebody in front of the vendor may say so when it has passed the request on.
 */
const UNLISTED: Readonly<Record<number, 'slows down' | 'leaves in doubt'>> = {
  408: 'leaves in doubt',
  425: 'leaves in doubt',
  429: 'slows down',
  500: 'leaves in doubt',
  502: 'leaves in doubt',
  503: 'leaves in doubt',
  504: 'leaves in doubt',
  520: 'leaves in doubt',
};
const SAID: readonly Reply[] = [{ status: 0, body: '' }, HTML, { status: 0, body: '{"error":"whatever"}' }, { status: 0, body: '[]' }];

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

  callbacksConform(name, rig);

  describe(`${name}, over HTTP`, () => {
    it.each(Object.entries(UNLISTED))('of an unlisted HTTP %s: %s', async (status, expected) => {
      for (const reply of SAID) {
        const { answer: met, arrived } = await replying(rig, throttling({ ...reply, status: Number(status) }));
        expect([met, arrived]).toEqual([
          expected === 'slows down'
            ? { kind: 'temporary', throttled: true, retryAfterMs: 7_000, reason: expect.stringMatching(/./) }
            : { kind: 'unknown', reason: expect.stringMatching(/./) },
          1,
        ]);
      }
      if (expected === 'slows down')
        expect((await replying(rig, { status: Number(status), body: '' })).answer).toEqual({
          ...{ kind: 'temporary', throttled: true, reason: expect.stringMatching(/./) },
        });
    });

    it('says in one request what is sent, to whom, and our reference', () =>
      connected(rig, async ({ server, provider }) => {
        const sent = message(MOBILE, { channel, attempt: 12, content: CONTENT });
        expect(await provider.handOver(sent, patient())).toEqual({ kind: 'accepted', providerMessageId: expect.stringMatching(/./) });
        expect(server.received).toHaveLength(1);
        for (const part of [referenceOf(sent), MOBILE.slice(1), CONTENT]) expect(server.received[0]?.text).toContain(part);
      }));
  });
}
