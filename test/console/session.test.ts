// Signing in to the console and out: what is refused, and when a session ends.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../support/app.js';
import { token } from '../support/token.js';
import { cookieIn, consoleProbe, json, signedIn, signIn } from './rig.js';

const UNAUTHORIZED = { id: '', message: 'Unauthorized request' };
const HOUR_S = 3_600;

let running: RunningApp;
beforeAll(async () => {
  running = await startApp({}, consoleProbe());
});
afterAll(() => running.close());

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(running.url + path, { method, headers });
const session = (cookie: string): Promise<Response> => ask('/console/session', { cookie });

describe('signing in', () => {
  it('puts the token into a cookie that no script reads, until it ends', async () => {
    const expires = Math.floor(Date.now() / 1_000) + HOUR_S;
    const jwt = token({ exp: expires });
    const response = await signIn(running.url, jwt);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const answer = (await response.json()) as { csrfToken: string };
    expect(answer).toEqual({
      subject: 'tester',
      tenant: 'acme',
      scopes: ['messages:send', 'messages:read', 'messages:cancel'],
      expiresAt: new Date(expires * 1_000).toISOString(),
      csrfToken: expect.stringMatching(/^[\w-]{32}$/) as unknown,
    });
    const { pair, attributes } = cookieIn(response);
    expect(pair).toBe(`engagement-session=${answer.csrfToken}.${jwt}`);
    const [maxAge = '', ...rest] = attributes;
    expect(rest).toEqual(['Path=/', 'HttpOnly', 'SameSite=Strict']);
    expect(Number(/^Max-Age=(\d+)$/.exec(maxAge)?.[1])).toBeGreaterThan(HOUR_S - 60);
    const again = await session(pair);
    expect([again.status, await again.json()]).toEqual([200, answer]);
  });

  it('takes a pasted token as it was copied', async () => {
    expect((await signIn(running.url, `  Bearer ${token()}\n`)).status).toBe(200);
  });

  it('gives each session a token of its own against forgery', async () => {
    expect((await signedIn(running.url)).csrfToken).not.toBe((await signedIn(running.url)).csrfToken);
  });

  it.each([
    ['of another secret', token({}, 'another-secret-of-32-bytes-or-more')],
    ['that is over', token({ exp: Math.floor(Date.now() / 1_000) - 1 })],
    ['without a tenant', token({ tenant: undefined })],
    ['without an end', token({ exp: undefined })],
    ['that is none', 'hello'],
    ['with what a cookie can’t hold', `${token()}; path=/x`],
    ['that is a key', `esk_${'k'.repeat(43)}`],
  ])('refuses a token %s, and leaves the session before alone', async (_what, jwt) => {
    const { cookie } = await signedIn(running.url);
    const response = await signIn(running.url, jwt, { cookie });
    expect([response.status, await response.json()]).toEqual([401, UNAUTHORIZED]);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect((await session(cookie)).status).toBe(200);
  });

  it('keeps a token of 3,800 bytes and refuses a longer one by name', async () => {
    const filler = (length: number): string => token({ filler: 'x'.repeat(length) });
    // Three bytes are four characters.
    const length = Math.floor(((3_800 - filler(0).length) / 4) * 3);
    const longest = [length + 2, length + 1, length].map(filler).find((jwt) => jwt.length <= 3_800) ?? '';
    expect(longest.length).toBeGreaterThan(3_795);
    const kept = await signIn(running.url, longest);
    expect(cookieIn(kept).pair.length).toBeLessThan(4_096);
    expect((await session(cookieIn(kept).pair)).status).toBe(200);
    const refused = await signIn(running.url, filler(length + 8));
    const message = 'is longer than 3,800 bytes, more than a cookie holds: use one with fewer claims';
    expect([refused.status, await refused.json()]).toEqual([
      400,
      {
        id: '',
        message: `Invalid request format, Error messages :[token ${message} @ message :1]`,
        errors: [{ field: 'token', message }],
      },
    ]);
  });

  it.each([
    ['{', 'Failed to parse the input request'],
    ['[]', 'Failed to parse the input request'],
    ['{}', 'Invalid request format, Error messages :[token is required: an access token @ message :1]'],
    ['{"token":1}', 'Invalid request format, Error messages :[token is required: an access token @ message :1]'],
    ['{"token":"x","key":1}', 'Invalid request format, Error messages :[key is not a known field @ message :1]'],
  ])('refuses %s', async (body, message) => {
    const response = await fetch(`${running.url}/console/session`, { method: 'POST', headers: json, body });
    expect([response.status, (await response.json()) as object]).toEqual([400, expect.objectContaining({ id: '', message })]);
  });

  it('takes JSON alone, so that no form of another site can sign anyone in', async () => {
    const body = JSON.stringify({ token: token() });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
      expect((await fetch(`${running.url}/console/session`, { method: 'POST', headers: { 'content-type': type }, body })).status).toBe(415);
    expect((await signIn(running.url, token(), { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await signIn(running.url, token(), { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('is counted like every stranger', async () => {
    const limited = await startApp({ RATE_LIMIT: '2', RATE_WINDOW_MS: '600000' }, consoleProbe());
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await signIn(limited.url, 'hello')).status);
    const cookie = 'engagement-session=a.b';
    statuses.push((await fetch(`${limited.url}/console/session`, { headers: { cookie } })).status);
    statuses.push((await fetch(`${limited.url}/caller`)).status);
    expect(statuses).toEqual([401, 401, 429, 429, 429]);
    // A console's first look costs nothing and tries nothing.
    expect((await fetch(`${limited.url}/console/session`)).status).toBe(401);
    expect((await signIn(limited.url, token())).status).toBe(200);
    await limited.close();
  });
});

describe('a session', () => {
  it('is refused and taken away once it opens nothing', async () => {
    for (const cookie of [
      `engagement-session=abc.${token({ exp: 1 })}`,
      `engagement-session=abc.${token({}, 'another-secret-of-32-bytes-or-more')}`,
      'engagement-session=abc',
      'engagement-session=',
    ]) {
      const response = await session(cookie);
      expect([response.status, await response.json()]).toEqual([401, UNAUTHORIZED]);
      const { pair, attributes } = cookieIn(response);
      expect([pair, attributes[0]]).toEqual(['engagement-session=', 'Max-Age=0']);
    }
    expect((await ask('/console/session')).status).toBe(401);
  });

  it('lasts as long as a browser keeps a cookie, whatever its token says', async () => {
    const response = await signIn(running.url, token({ exp: 1e20 }));
    expect(cookieIn(response).attributes[0]).toBe(`Max-Age=${400 * 24 * HOUR_S}`);
    expect(await response.json()).toMatchObject({ expiresAt: '+275760-09-13T00:00:00.000Z' });
  });

  it('ends with its cookie, and where there is none', async () => {
    const { cookie, csrfToken } = await signedIn(running.url);
    for (const headers of [{ cookie, 'x-csrf-token': csrfToken }, {}]) {
      const response = await ask('/console/session', headers as Record<string, string>, 'DELETE');
      expect([response.status, await response.json()]).toEqual([200, { id: '', message: 'Signed out' }]);
      expect(cookieIn(response).attributes).toEqual(['Max-Age=0', 'Path=/', 'HttpOnly', 'SameSite=Strict']);
    }
  });

  it('is known to another process', async () => {
    const other = await startApp({}, consoleProbe());
    const { cookie, csrfToken } = await signedIn(running.url);
    expect(await (await fetch(`${other.url}/console/session`, { headers: { cookie } })).json()).toMatchObject({ csrfToken });
    await other.close();
  });
});

it('tells who is not signed in what a console has to know', async () => {
  const answer = await ask('/console/settings');
  expect([answer.status, await answer.json()]).toEqual([
    200,
    {
      version: '0.1.0',
      signIn: ['token'],
      segmentPrice: null,
      textMaxLength: 1_600,
      voiceMaxLength: 500,
      maxSegments: 0,
      maxRecipients: 1_000_000,
      defaultCountry: null,
    },
  ]);
  expect(answer.headers.get('cache-control')).toBe('no-store');
});
