// What every provider's callbacks keep to: nothing is believed whose proof, or what it proves, was changed; what comes again says the same
// again; what someone sent is passed on, or not said to be.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CallbackRequest, Inbound, Provider, Receipt } from '../../src/providers/provider.js';
import type { Call, HttpRig } from './http-rig.js';

const REFERENCE = '1048577.3';
const MESSAGE: Inbound = { providerMessageId: 'in-1', from: '+15005550101', to: '+15005550006', content: 'STOP ✓ ü & = +1?' };
const REFUSED = [401, 403];

/** In either case: hexadecimal is read in both. */
const other = (character: string): string => (character.toLowerCase() === 'a' ? 'b' : 'a');
const flipped = (text: string, at: number): string => text.slice(0, at) + other(text[at] ?? '') + text.slice(at + 1);

/** Wherever a call may have its proof: changed in one place, and taken away. */
function proofsChanged(request: CallbackRequest): CallbackRequest[] {
  const headers = ['authorization', 'x-twilio-signature'].flatMap((name) => {
    const value = request.headers[name];
    if (typeof value !== 'string') return [];
    const without = Object.fromEntries(Object.entries(request.headers).filter(([each]) => each !== name));
    // Not in the last characters: they may have bits that say nothing.
    return [{ ...without, [name]: flipped(value, value.length - 10) }, { ...without, [name]: value.slice(0, -4) }, without];
  });
  const body = request.body.toString();
  const inText = (text: string): string[] =>
    ['sig', 'proof'].flatMap((name) => {
      const at = new RegExp(`(?:^|[?&])${name}=`).exec(text);
      if (at === null) return [];
      const begins = at.index + at[0].length;
      return [flipped(text, begins), text.slice(0, begins), text.replace(new RegExp(`[?&]?${name}=[^&]*`), '')];
    });
  return [
    ...headers.map((each) => ({ ...request, headers: each })),
    ...inText(body).map((each) => ({ ...request, body: Buffer.from(each) })),
    ...inText(request.url).map((url) => ({ ...request, url })),
  ];
}

const more = (pairs: URLSearchParams): URLSearchParams[] =>
  [...pairs.keys()]
    .filter((name) => name !== 'sig')
    .map((name) => {
      const changed = new URLSearchParams(pairs);
      changed.set(name, `${pairs.get(name) ?? ''}1`);
      return changed;
    });

/** What it says, changed in each field, and with one more. */
function contentsChanged(request: CallbackRequest): CallbackRequest[] {
  const url = new URL(request.url);
  const urls = more(url.searchParams).map((query) => `${url.origin}${url.pathname}?${query.toString()}`);
  const body = request.body.toString();
  const isForm = String(request.headers['content-type']).startsWith('application/x-www-form-urlencoded');
  const fields = isForm ? {} : (JSON.parse(body === '' ? '{}' : body) as Record<string, unknown>);
  const bodies = isForm
    ? [...more(new URLSearchParams(body)).map((form) => form.toString()), `${body}&more=1`]
    : [...Object.keys(fields).map((name) => JSON.stringify({ ...fields, [name]: 'x' })), JSON.stringify({ ...fields, more: 1 })];
  return [...urls.map((each) => ({ ...request, url: each })), ...bodies.map((each) => ({ ...request, body: Buffer.from(each) }))];
}

export function callbacksConform(name: string, rig: HttpRig): void {
  describe(`${name}, called back`, () => {
    let provider: Provider;
    const receipts: Receipt[] = [];
    const inbound: Inbound[] = [];
    let stored: () => Promise<void>;
    beforeEach(() => {
      receipts.length = inbound.length = 0;
      stored = () => Promise.resolve();
      provider = rig.provider({ url: 'http://127.0.0.1:9' }, 10);
      provider.onReceipt((each) => stored().then(() => void receipts.push(each)));
      provider.onInbound?.((each) => stored().then(() => void inbound.push(each)));
    });
    afterEach(() => provider.close());
    const call = async ({ key, request }: Call): Promise<number> => (await provider.callbacks?.[key]?.(request))?.status ?? 404;
    const nothing = (): void => {
      expect([receipts, inbound]).toEqual([[], []]);
    };
    const { inbound: bring, aged } = rig;
    const sent = (message: Partial<Inbound> = MESSAGE, at?: string): Call => {
      if (typeof bring === 'string') throw new Error(bring);
      return bring(message, at);
    };
    const calls: [string, () => Call][] = [
      ['a receipt', () => rig.receipt(REFERENCE, 'delivered')],
      ...(typeof bring === 'string' ? [] : ([['a message', () => sent()]] satisfies [string, () => Call][])),
    ];

    describe.each(calls)('%s', (_, make) => {
      it('is taken as it is, and as often as it comes', async () => {
        const made = make();
        expect([await call(made), await call(made), await call(made)]).toEqual([200, 200, 200]);
        const told: unknown[] = [...receipts, ...inbound];
        expect(told).toEqual([told[0], told[0], told[0]]);
      });

      it('is to be repeated while no handler is registered', async () => {
        const unheard = rig.provider({ url: 'http://127.0.0.1:9' }, 10);
        const { key, request } = make();
        expect(await unheard.callbacks?.[key]?.(request)).toEqual({ status: 503 });
        await unheard.close();
      });

      it('is refused whose proof was changed or taken away', async () => {
        const { key, request } = make();
        const changed = proofsChanged(request);
        expect(changed.length).toBeGreaterThan(1);
        for (const each of changed) expect([each, REFUSED.includes(await call({ key, request: each }))]).toEqual([each, true]);
        nothing();
      });

      if (rig.covers === 'all')
        it('is refused that says anything else than was proven', async () => {
          const { key, request } = make();
          const changed = contentsChanged(request);
          expect(changed.length).toBeGreaterThan(2);
          for (const each of changed) expect([each, REFUSED.includes(await call({ key, request: each }))]).toEqual([each, true]);
          nothing();
        });

      it('is not taken by another method, without what it said', async () => {
        const { key, request } = make();
        for (const method of ['GET', 'PUT', 'DELETE'])
          expect([method, await call({ key, request: { ...request, method, body: Buffer.alloc(0) } })]).not.toEqual([method, 200]);
        nothing();
      });

      it('is to be repeated where it could not be stored', async () => {
        stored = () => Promise.reject(new Error('no database'));
        const made = make();
        expect(await call(made)).toBe(503);
        stored = () => Promise.resolve();
        expect(await call(made)).toBe(200);
        expect([...receipts, ...inbound]).toHaveLength(1);
      });
    });

    if (typeof aged !== 'string')
      it('believes no receipt that was signed long ago, or in the time to come', async () => {
        for (const age of [30 * 86_400_000, -3_600_000]) expect(REFUSED).toContain(await call(aged(REFERENCE, age)));
        nothing();
        expect(await call(aged(REFERENCE, 60_000))).toBe(200);
      });

    it('takes a receipt that says nothing of ours, and nothing follows', async () => {
      expect(await call(rig.receipt('somebody-elses', 'delivered'))).toBe(200);
      nothing();
    });

    if (typeof bring !== 'string') {
      const digits = ({ from, to, ...rest }: Inbound): object => ({ ...rest, from: from.replace('+', ''), to: to.replace('+', '') });

      it('passes a message on, whichever of its addresses it comes to', async () => {
        for (const key of Object.keys(provider.callbacks ?? {}).filter((each) => each !== 'voice'))
          expect(await call(sent(MESSAGE, key))).toBe(200);
        expect(inbound.map(digits)).toEqual(inbound.map(() => digits(MESSAGE)));
        expect(inbound.length).toBeGreaterThan(1);
        expect(receipts).toEqual([]);
      });

      it.each(['providerMessageId', 'from', 'to'] as const)('says of a message without its %s that it was not taken', async (lacking) => {
        expect(await call(sent({ ...MESSAGE, [lacking]: undefined }))).toBe(400);
        nothing();
      });
    }
  });
}
