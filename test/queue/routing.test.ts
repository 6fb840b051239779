// Which way a message goes: the first rule that it meets, whatever the rules; and the entries of a request in the order of their ways.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { queueName, readQueueName } from '../../src/queue/queue-name.js';
import { type From, Routing, type Rule } from '../../src/queue/routing.js';
import { CHANNELS } from '../support/channels.js';
import { PhoneNumbers } from '../../src/messages/phones/phone-numbers.js';
import type { SmsChannel } from '../../src/messages/sms.js';
import { resultOf } from '../support/steps.js';

const PROVIDERS = [
  { name: 'BOTH', channels: ['text', 'voice'] as const },
  { name: 'TEXTS', channels: ['text'] as const },
  { name: 'CALLS', channels: ['voice'] as const },
];

const few = <T>(...items: T[]) => fc.subarray(items);
/** Numbers and prefixes that meet each other often. */
const digits = (most: number) =>
  fc
    .tuple(fc.constantFrom('1', '2', '9'), fc.array(fc.constantFrom('0', '1', '9'), { maxLength: most - 1 }))
    .map(([first, rest]) => first + rest.join(''));
const rules: fc.Arbitrary<Rule[]> = fc
  .array(
    fc.record({
      channels: few<SmsChannel>('text', 'voice'),
      tenants: few('acme', 'other'),
      senders: few('ACME', 'OTHER'),
      addresses: fc.array(digits(5), { maxLength: 3 }),
      providers: fc.shuffledSubarray(['BOTH', 'TEXTS', 'CALLS'], { minLength: 1 }),
    }),
    { maxLength: 6 },
  )
  .map((all) => all.map((rule, i) => ({ ...rule, name: `r${i}` })));
const channel = fc.constantFrom<SmsChannel>('text', 'voice');
const from: fc.Arbitrary<From> = fc.record({
  tenant: fc.constantFrom('acme', 'other', 'third'),
  sender: fc.constantFrom('ACME', 'OTHER', 'THIRD', null),
});

/** As the page says it. */
function firstMet(all: readonly Rule[], of: SmsChannel, { tenant, sender }: From, number: string): string {
  const met = all.find(
    ({ channels, tenants, senders, addresses, providers }) =>
      (channels.length === 0 || channels.includes(of)) &&
      (tenants.length === 0 || tenants.includes(tenant)) &&
      (senders.length === 0 || (sender !== null && senders.includes(sender))) &&
      (addresses.length === 0 || addresses.some((prefix) => number.startsWith(prefix))) &&
      providers.some((name) => PROVIDERS.some((provider) => provider.name === name && provider.channels.some((each) => each === of))),
  );
  return met?.name ?? '';
}

describe('a route', () => {
  it('is the first rule that a message meets', () => {
    fc.assert(
      fc.property(rules, channel, from, digits(15), (all, of, who, number) => {
        const routing = new Routing(PROVIDERS, all, CHANNELS);
        const route = routing.routeOf(of, who, `+${number}`);
        expect(route).toBe(firstMet(all, of, who, number));
        expect(routing.has(of, route)).toBe(true);
        if (who.sender !== null) expect(routing.routesOf(of, who.sender)).toContain(route);
        expect(routing.routesOf(of)).toContain(route);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has the providers of its rule that serve the channel, in order; the default one all of them', () => {
    const rule = { name: 'x', channels: [], tenants: [], senders: [], addresses: [], providers: ['CALLS', 'TEXTS', 'BOTH'] };
    const routing = new Routing(PROVIDERS, [rule], CHANNELS);
    expect(routing.providersOf('text', 'x')).toEqual(['TEXTS', 'BOTH']);
    expect(routing.providersOf('voice', 'x')).toEqual(['CALLS', 'BOTH']);
    expect(routing.providersOf('text', '')).toEqual(['BOTH', 'TEXTS']);
    expect(routing.providersOf('voice', 'gone')).toEqual(['BOTH', 'CALLS']);
    expect([routing.has('text', 'x'), routing.has('text', ''), routing.has('text', 'gone')]).toEqual([true, true, false]);
  });
});

describe('a partition', () => {
  it('keeps every number, in the order of the routes and within each as they came', () => {
    fc.assert(
      fc.property(rules, channel, from, fc.uniqueArray(digits(15), { minLength: 1, maxLength: 200 }), (all, of, who, written) => {
        const given = Float64Array.from(written, Number);
        const { recipients, parts } = resultOf(new Routing(PROVIDERS, all, CHANNELS).partition(of, who, new PhoneNumbers(given)));
        const order = [...all.map(({ name }) => name), ''];
        const routed = written.map((number) => ({ number, way: order.indexOf(firstMet(all, of, who, number)) }));
        const expected = routed.toSorted((a, b) => a.way - b.way);
        expect(expected.map((_, i) => recipients.address(i))).toEqual(expected.map(({ number }) => `+${number}`));
        expect([...given]).toEqual(written.map(Number));
        let first = 0;
        for (const { route, last } of parts) {
          expect(last).toBeGreaterThan(first);
          for (const { way } of expected.slice(first, last)) expect(order[way]).toBe(route);
          first = last;
        }
        expect(first).toBe(written.length);
        expect(new Set(parts.map(({ route }) => route)).size).toBe(parts.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it('copies nothing where all go one way', () => {
    const numbers = new PhoneNumbers(Float64Array.of(1_201_555_0001, 91_986_669_4753));
    const prefix = { name: 'x', channels: [], tenants: [], senders: [], addresses: ['44'], providers: ['BOTH'] };
    for (const routing of [new Routing(PROVIDERS, [], CHANNELS), new Routing(PROVIDERS, [prefix], CHANNELS)])
      expect(resultOf(routing.partition('text', { tenant: 'acme', sender: null }, numbers)).recipients).toBe(numbers);
  });
});

it('a queue’s name says what it is of, whatever the sender is called', () => {
  const route = fc.constantFrom('', 'india', 'a-1');
  const sender = fc.option(fc.oneof(fc.constantFrom(':', '/', 'a:b/c', '\n'), fc.string({ minLength: 1 })));
  fc.assert(
    fc.property(channel, route, sender, (of, name, who) => {
      const queue = { channel: of, route: name, sender: who };
      expect(readQueueName(queueName(queue))).toEqual(queue);
    }),
  );
  for (const name of ['', 'Text', '1text', 'text/', 'text:', 'text/a/b']) expect(readQueueName(name)).toBeUndefined();
});
