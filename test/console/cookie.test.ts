// What the console's cookie opens: the API as its token would, below /api/ and /console/ alone, and only where no header says otherwise.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../support/app.js';
import { token } from '../support/token.js';
import { cookieIn, consoleProbe, signedIn, signIn } from './rig.js';

let running: RunningApp;
beforeAll(async () => {
  running = await startApp({}, consoleProbe());
});
afterAll(() => running.close());

const ask = (path: string, headers: Record<string, string>): Promise<Response> => fetch(running.url + path, { headers });

describe('the cookie', () => {
  it('is taken by the API as its own token would be, and counts as the same caller', async () => {
    const limited = await startApp({ RATE_LIMIT: '3', RATE_WINDOW_MS: '600000' }, consoleProbe());
    const { cookie } = await signedIn(limited.url);
    const path = `${limited.url}/api/v1/messages/sms/1`;
    const left = [];
    for (const headers of [{ cookie }, { authorization: `Bearer ${token()}` }, { cookie }, { cookie }] as Record<string, string>[]) {
      const response = await fetch(path, { headers });
      left.push([response.status, response.headers.get('ratelimit-remaining')]);
    }
    expect(left).toEqual([
      [200, '2'],
      [200, '1'],
      [200, '0'],
      [429, '0'],
    ]);
    await limited.close();
  });

  it('lacks the scopes that its token lacks', async () => {
    const { cookie } = await signedIn(running.url, { scope: 'messages:send' });
    const response = await ask('/api/v1/messages/sms/1', { cookie });
    expect([response.status, await response.json()]).toEqual([403, { id: '', message: 'Forbidden. The scope messages:read is missing' }]);
  });

  it('is looked at only where no header holds a credential', async () => {
    const { cookie } = await signedIn(running.url);
    const path = '/api/v1/messages/sms/1';
    const over = token({ exp: 1 });
    for (const headers of [
      { authorization: `Bearer ${over}` },
      { authorization: 'Basic YTpi' },
      { 'x-kony-authorization': over },
      { 'x-voltmx-app-api-key': 'esk_x' },
    ] as Record<string, string>[])
      expect((await ask(path, { cookie, ...headers })).status).toBe(401);
    // Whoever has a good header may have any cookie.
    const good = { authorization: `Bearer ${token()}` };
    for (const bad of ['engagement-session=x', `${cookie}; ${cookie}`])
      expect((await ask(path, { ...good, cookie: bad })).status).toBe(200);
  });

  it('that is there twice is none', async () => {
    const [one, two] = [await signedIn(running.url), await signedIn(running.url, { sub: 'other' })];
    for (const path of ['/api/v1/messages/sms/1', '/console/session'])
      for (const cookie of [`${one.cookie}; ${one.cookie}`, `${one.cookie};${two.cookie}`, `a=b; ${one.cookie}; c=d; ${two.cookie}`])
        expect((await ask(path, { cookie })).status).toBe(401);
    expect((await ask('/api/v1/messages/sms/1', { cookie: `a=b; ${one.cookie}; x-${two.cookie}` })).status).toBe(200);
  });

  it('opens the API under each of its roots, and nothing else', async () => {
    const { cookie } = await signedIn(running.url);
    for (const path of ['/api/v1/messages/sms/1', '/vpns/api/v1/message/sms/1', '/kpns/api/v1/messages/sms/1', '/%61pi/v1/messages/sms/1'])
      expect((await ask(path, { cookie })).status).toBe(200);
    expect((await ask('/caller', { cookie })).status).toBe(401);
  });
});

describe('over https', () => {
  it.each([
    ['a trusted proxy says so', { TRUST_PROXY: 'loopback' }, { 'x-forwarded-proto': 'https' }],
    ['PUBLIC_URL says so', { PUBLIC_URL: 'https://sms.example.com' }, {}],
  ])('(%s) the cookie is Secure and of this host, and no other counts', async (_how, settings, headers: Record<string, string>) => {
    const secure = await startApp(settings, consoleProbe());
    const response = await signIn(secure.url, token(), headers);
    const { pair, attributes } = cookieIn(response);
    expect(pair).toMatch(/^__Host-engagement-session=/);
    expect(attributes.slice(1)).toEqual(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict']);
    const ask = async (cookie: string): Promise<number> =>
      (await fetch(`${secure.url}/console/session`, { headers: { ...headers, cookie } })).status;
    expect([await ask(pair), await ask(pair.replace('__Host-', ''))]).toEqual([200, 401]);
    await secure.close();
  });

  it('is not what anyone may claim', async () => {
    const response = await signIn(running.url, token(), { 'x-forwarded-proto': 'https' });
    expect(cookieIn(response).pair).toMatch(/^engagement-session=/);
  });
});
