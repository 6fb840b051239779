// Whose requests are counted together: however a proxy writes an address, it is one client; what nobody vouches for is none.
import { expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { startApp } from '../support/app.js';
import { hear } from '../support/raw.js';
import { probe } from './probe.js';

/** @returns how many of these callers without credentials are let in before one is held up: as many as there are different ones */
async function statuses(TRUST_PROXY: string, forwarded: (string | undefined)[], header = 'x-forwarded-for'): Promise<number[]> {
  const running = await startApp({ RATE_LIMIT: '1', RATE_WINDOW_MS: '600000', TRUST_PROXY }, probe);
  const answers: number[] = [];
  for (const each of forwarded)
    answers.push((await fetch(`${running.url}/caller`, { headers: each === undefined ? {} : { [header]: each } })).status);
  await running.close();
  return answers;
}

/** The first of a client's is answered 401, any further one 429. */
const ONE_CLIENT = (ways: unknown[]): number[] => ways.map((_way, i) => (i === 0 ? 401 : 429));

it.each([
  [
    'IPv4 with ports',
    ['203.0.113.7:40001', '203.0.113.7:40002', '203.0.113.7', '"203.0.113.7:1"', '203.000.113.007:80', '203.0.113.7:', '[203.0.113.7]:9'],
  ],
  ['IPv4 within IPv6', ['203.0.113.7', '::ffff:203.0.113.7', '[::FFFF:203.0.113.7]:40001', '::ffff:cb00:7107']],
  [
    'IPv6 with ports, brackets, zones',
    ['[2001:db8::1]:40001', '2001:DB8:0::1', '[2001:db8::1]', '2001:0db8::0001%eth0', '2001:db8::1:40001'],
  ],
  ['IPv6 of one /64', ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '[2001:db8:1:2:a:b:c:d]:443']],
  [
    'what a client wrote before',
    ['198.51.100.1, 203.0.113.7:1', '198.51.100.2:5, 203.0.113.7:2', 'nonsense,,203.0.113.7', '127.0.0.1, 203.0.113.7'],
  ],
  ['a second trusted proxy', ['203.0.113.7:1, 127.0.0.2', '203.0.113.7, 127.0.0.3:9', '198.51.100.1, 203.0.113.7, ::ffff:127.0.0.4']],
  ['entries that are no addresses', ['unknown', '_hidden, 127.0.0.1', '203.0.113', '0xcb007107', undefined]],
])('one client: %s', async (_what, ways) => {
  expect(await statuses('loopback', ways)).toEqual(ONE_CLIENT(ways));
});

it('tells clients apart', async () => {
  const others = ['203.0.113.7:1', '203.0.113.8:1', '[2001:db8:1:2::1]:1', '[2001:db8:1:3::1]:1', '198.51.100.1, 203.0.113.9'];
  expect(await statuses('127.0.0.0/8', others)).toEqual(others.map(() => 401));
});

it('reads as many entries as there are proxies', async () => {
  expect(await statuses('1', ['203.0.113.7:1', '198.51.100.1, 203.0.113.7', '203.0.113.8'])).toEqual([401, 429, 401]);
  expect(await statuses('2', ['203.0.113.7, 10.0.0.1', '198.51.100.1, 203.0.113.7:2, 10.0.0.2', '203.0.113.7'])).toEqual([401, 429, 429]);
});

it.each(['false', '10.0.0.0/8', '2001:db8::/32'])('believes no connection that TRUST_PROXY=%s doesn’t name', async (trusted) => {
  const ways = ['203.0.113.7', '203.0.113.8', '[2001:db8::1]:1', undefined];
  expect(await statuses(trusted, ways)).toEqual(ONE_CLIENT(ways));
});

it('doesn’t read Forwarded, X-Real-IP and the like', async () => {
  const ways = ['for=203.0.113.7', 'for="[2001:db8::1]:1"', '203.0.113.9'];
  for (const header of ['forwarded', 'x-real-ip', 'x-client-ip', 'cf-connecting-ip'])
    expect(await statuses('loopback', ways, header)).toEqual(ONE_CLIENT(ways));
});

it('reads a header that came in several lines, and ends with a long one', async () => {
  const running = await startApp({ RATE_LIMIT: '1', RATE_WINDOW_MS: '600000', TRUST_PROXY: 'loopback' }, probe);
  const { hostname, port } = new URL(running.url);
  const ask = async (...lines: string[]): Promise<string> => {
    const socket = connect(Number(port), hostname);
    const heard = hear(socket);
    const head = ['GET /caller HTTP/1.1', 'Host: x', 'Connection: close', ...lines.map((line) => `X-Forwarded-For: ${line}`)];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    return (await heard).slice(9, 12);
  };
  expect(await ask('198.51.100.1', '203.0.113.7:1')).toBe('401');
  expect(await ask('198.51.100.2', '203.0.113.7:2')).toBe('429');
  expect(await ask('127.0.0.1,'.repeat(3_000))).toBe('401');
  await running.close();
});
