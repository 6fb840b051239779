// Signing in by a provider, with a real one: the whole way there and back, and everything that can be wrong with it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../support/app.js';
import type { Settings } from '../support/server.js';
import { API, Browser, CLIENT, CLIENT_SECRET, type OidcServer, startProvider } from './oidc-server.js';
import { consoleProbe } from './rig.js';

const CALLBACK = /\/console\/oidc\/callback\?/;

let provider: OidcServer;
let running: RunningApp;
let browser: Browser;

const settings = (more: Settings = {}): Settings => ({
  OIDC_ISSUER: provider.issuer,
  OIDC_CLIENT_ID: CLIENT,
  OIDC_CLIENT_SECRET: CLIENT_SECRET,
  OIDC_SCOPES: 'openid messages:send messages:read',
  OIDC_AUDIENCE: API,
  JWT_JWKS_URL: `${provider.issuer}/jwks`,
  JWT_ISSUER: provider.issuer,
  JWT_AUDIENCE: API,
  ...more,
});

/** Where the provider believes the console to be. */
const PUBLIC_URL = 'http://console.test';

beforeAll(async () => {
  provider = await startProvider(`${PUBLIC_URL}/console/oidc/callback`);
  running = await startApp(settings({ PUBLIC_URL }), consoleProbe());
});
afterAll(async () => {
  await running.close();
  await provider.down();
});
beforeEach(() => {
  browser = new Browser();
  provider.refuse = undefined;
  provider.claims = { tenant: 'acme' };
});

/** From the console to the provider, and to the address that it sends the browser back to. */
async function thereAndBack(app = running): Promise<string> {
  const back = await browser.follow(`${app.url}/console/oidc`, CALLBACK);
  expect(back.startsWith(`${PUBLIC_URL}/console/oidc/callback?`)).toBe(true);
  return back.replace(PUBLIC_URL, app.url);
}

async function leadsTo(address: string, path: string): Promise<Response> {
  const response = await browser.go(address);
  expect([response.status, response.headers.get('location')]).toEqual([302, path]);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return response;
}

const session = async (app = running): Promise<unknown> => (await browser.go(`${app.url}/console/session`)).json();
const jar = (app = running): string[] => [...(browser.cookies.get(new URL(app.url).host)?.keys() ?? [])];

describe('the way', () => {
  it('leads to the provider and back into a session with what its token says', async () => {
    const away = await browser.go(`${running.url}/console/oidc`);
    const asked = Object.fromEntries(new URL(away.headers.get('location') ?? '').searchParams);
    expect(asked).toMatchObject({
      client_id: CLIENT,
      redirect_uri: `${PUBLIC_URL}/console/oidc/callback`,
      response_type: 'code',
      scope: 'openid messages:send messages:read',
      code_challenge_method: 'S256',
      resource: API,
      audience: API,
    });
    const [kept = ''] = away.headers.getSetCookie();
    expect(kept).toMatch(/^engagement-sign-in=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked[name]).toMatch(/^[\w-]{43}$/);

    const arrived = await leadsTo(await thereAndBack(), '/console/');
    expect(arrived.headers.getSetCookie().map((line) => line.replace(/=.*?;.*?;/, '='))).toEqual([
      'engagement-sign-in= Path=/; HttpOnly; SameSite=Lax',
      'engagement-session= Path=/; HttpOnly; SameSite=Strict',
    ]);
    expect(jar()).toEqual(['engagement-session']);
    expect(await session()).toMatchObject({ subject: 'ann', tenant: 'acme', scopes: ['messages:send', 'messages:read'] });
    expect((await browser.go(`${running.url}/api/v1/messages/sms/1`)).status).toBe(200);
    expect(provider.secretBy.at(-1)).toBe('Basic');
    expect(await (await fetch(`${running.url}/console/settings`)).json()).toMatchObject({ signIn: ['token', 'oidc'] });
  });

  it('is open to a public client, by PKCE alone', async () => {
    const app = await startApp(settings({ PUBLIC_URL, OIDC_CLIENT_ID: 'public', OIDC_CLIENT_SECRET: '' }), consoleProbe());
    await leadsTo(await thereAndBack(app), '/console/');
    expect(await session(app)).toMatchObject({ subject: 'ann' });
    await app.close();
  });

  it('takes the ID token where the access token is none of ours', async () => {
    const idToken = { OIDC_AUDIENCE: '', OIDC_SCOPES: 'openid', JWT_AUDIENCE: CLIENT };
    const app = await startApp(
      settings({ PUBLIC_URL, ...idToken, JWT_DEFAULT_TENANT: 'acme', JWT_DEFAULT_SCOPES: 'messages:read' }),
      consoleProbe(),
    );
    await leadsTo(await thereAndBack(app), '/console/');
    expect(await session(app)).toMatchObject({ subject: 'ann', tenant: 'acme', scopes: ['messages:read'] });
    await app.close();
  });

  it('leads back to the host that was asked, where no PUBLIC_URL says another', async () => {
    const app = await startApp(settings(), consoleProbe());
    const { headers } = await browser.go(`${app.url}/console/oidc`);
    expect(new URL(headers.get('location') ?? '').searchParams.get('redirect_uri')).toBe(`${app.url}/console/oidc/callback`);
    await app.close();
  });
});

describe('a callback', () => {
  it.each([
    ['of another state', (address: string) => address.replace(/state=[^&]*/, 'state=other')],
    ['without its state', (address: string) => address.replace(/&?state=[^&]*/, '')],
  ])('%s is refused, and the attempt is over', async (_what, change) => {
    const address = await thereAndBack();
    await leadsTo(change(address), '/console/sign-in?error=expired');
    await leadsTo(address, '/console/sign-in?error=expired');
    expect(jar()).toEqual([]);
  });

  it('of another browser is refused', async () => {
    const address = await thereAndBack();
    browser = new Browser();
    await leadsTo(address, '/console/sign-in?error=expired');
    await browser.go(`${running.url}/console/oidc`);
    await leadsTo(address, '/console/sign-in?error=expired');
    expect(jar()).toEqual([]);
  });

  it('is good once, also for who keeps its cookie', async () => {
    const address = await thereAndBack();
    const kept = new Map(browser.cookies.get(new URL(running.url).host));
    await leadsTo(address, '/console/');
    await leadsTo(address, '/console/sign-in?error=expired');
    browser = new Browser();
    browser.cookies.set(new URL(running.url).host, kept);
    await leadsTo(address, '/console/sign-in?error=failed');
    expect(jar()).toEqual([]);
  });

  it('of another nonce or verifier is refused', async () => {
    for (const part of [1, 2]) {
      browser = new Browser();
      const address = await thereAndBack();
      const cookies = browser.cookies.get(new URL(running.url).host);
      const parts = cookies?.get('engagement-sign-in')?.split('.') ?? [];
      parts[part] = 'x'.repeat(43);
      cookies?.set('engagement-sign-in', parts.join('.'));
      await leadsTo(address, '/console/sign-in?error=failed');
    }
    expect(jar()).toEqual([]);
  });

  it.each([
    ['access_denied', 'denied'],
    ['server_error', 'unavailable'],
    ['invalid_scope', 'failed'],
  ])('with the error %s says %s', async (error, reason) => {
    provider.refuse = error;
    await leadsTo(await thereAndBack(), `/console/sign-in?error=${reason}`);
  });

  it('with a token that this server doesn’t take says refused', async () => {
    provider.claims = { tenant: undefined };
    await leadsTo(await thereAndBack(), '/console/sign-in?error=refused');
    provider.claims = { tenant: 'acme', filler: 'x'.repeat(4_000) };
    browser = new Browser();
    await leadsTo(await thereAndBack(), '/console/sign-in?error=refused');
    expect(jar()).toEqual([]);
  });
});

it('waits for a provider that is down, and finds it when it is back', async () => {
  const app = await startApp(settings({ PUBLIC_URL }), consoleProbe());
  await provider.down();
  await leadsTo(`${app.url}/console/oidc`, '/console/sign-in?error=unavailable');
  await provider.up();
  const address = await thereAndBack(app);
  await provider.down();
  await leadsTo(address, '/console/sign-in?error=unavailable');
  await provider.up();
  await leadsTo(await thereAndBack(app), '/console/');
  await app.close();
});

it('counts failures like every stranger’s', async () => {
  const app = await startApp(settings({ PUBLIC_URL, RATE_LIMIT: '2', RATE_WINDOW_MS: '600000' }), consoleProbe());
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await browser.go(`${app.url}/console/oidc/callback?state=x&code=y`)).status);
  expect(statuses).toEqual([302, 302, 429]);
  await app.close();
});

it('is not there where no provider is configured', async () => {
  const app = await startApp({}, consoleProbe());
  for (const path of ['/console/oidc', '/console/oidc/callback?code=x']) expect((await fetch(app.url + path)).status).toBe(404);
  await app.close();
});
