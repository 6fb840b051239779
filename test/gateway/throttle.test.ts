// So many requests a window and caller, and the headers that say so.
import { describe, expect, it } from '@jest/globals';
import { FixedWindows } from '../../src/http/throttle.guard.js';
import { startApp } from '../support/app.js';
import { bearer, type TokenClaims } from '../support/token.js';
import { probe } from './probe.js';

describe('throttling', () => {
  it('counts per caller over all routes and answers 429', async () => {
    const running = await startApp({ RATE_LIMIT: '3', RATE_WINDOW_MS: '600000' }, probe);
    const ask = async (path: string, claims: TokenClaims = {}): Promise<[number, string | null, string | null]> => {
      const { status, headers } = await fetch(running.url + path, { headers: bearer(claims) });
      return [status, headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')];
    };
    expect(await ask('/caller')).toEqual([200, '3', '2']);
    expect(await ask('/api/v1/messages/sms/1')).toEqual([200, '3', '1']);
    expect(await ask('/caller')).toEqual([200, '3', '0']);
    const refused = await fetch(`${running.url}/caller`, { headers: bearer() });
    expect([refused.status, await refused.json()]).toEqual([429, { id: '', message: 'Too many requests' }]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(590);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect(refused.headers.get('ratelimit-reset')).toBe(refused.headers.get('retry-after'));
    expect(await ask('/caller', { sub: 'other' })).toEqual([200, '3', '2']);
    expect(await ask('/caller', { tenant: 'other' })).toEqual([200, '3', '2']);
    for (let i = 0; i < 5; i++) expect(await ask('/open')).toEqual([200, null, null]);
    await running.close();
  });

  it.each([
    ['false', 'one address, whatever it says of itself', [401, 401, 429, 429]],
    ['127.0.0.1', 'the address that a trusted proxy names', [401, 401, 401, 401]],
  ])('counts those without good credentials by address (TRUST_PROXY=%s: %s)', async (TRUST_PROXY, _what, expected) => {
    const running = await startApp({ RATE_LIMIT: '2', RATE_WINDOW_MS: '600000', TRUST_PROXY }, probe);
    const from = (address: string) => fetch(`${running.url}/caller`, { headers: { 'x-forwarded-for': address } });
    const answers = [await from('192.0.2.1'), await from('192.0.2.1'), await from('192.0.2.2'), await from('192.0.2.2')];
    expect(answers.map(({ status }) => status)).toEqual(expected);
    const again = await from('192.0.2.1');
    expect([again.status, await again.json()]).toEqual([429, { id: '', message: 'Too many requests' }]);
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(`${running.url}/caller`, { headers: { ...bearer(), 'x-forwarded-for': '192.0.2.1' } })).status).toBe(200);
    await running.close();
  });

  it('opens again when the window is over, and forgets old windows', async () => {
    let time = 0;
    const windows = new FixedWindows(() => time);
    const hit = async (): Promise<[boolean, number]> => {
      const { isBlocked, timeToExpire } = await windows.increment('a', 10_000, 2);
      return [isBlocked, timeToExpire];
    };
    expect([await hit(), await hit()]).toEqual([
      [false, 10],
      [false, 10],
    ]);
    time = 9_001;
    expect(await hit()).toEqual([true, 1]);
    time = 10_000;
    expect(await hit()).toEqual([false, 10]);
  });
});
