// What another site could make a browser ask: with the cookie alone nothing is changed, in no guise.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../support/app.js';
import { token } from '../support/token.js';
import { consoleProbe, json, type SignedIn, signedIn } from './rig.js';

const MISSING = { id: '', message: 'Forbidden. The CSRF token is missing or wrong' };
const CROSS_SITE = { id: '', message: 'Forbidden. The request comes from another site' };
const ONE = '/api/v1/messages/sms/1';

let running: RunningApp;
let mine: SignedIn;
beforeAll(async () => {
  running = await startApp({}, consoleProbe());
  mine = await signedIn(running.url);
});
afterAll(() => running.close());

type Headers = Record<string, string>;
const ask = (method: string, path: string, headers: Headers = {}, body?: string): Promise<Response> =>
  fetch(running.url + path, { method, headers: { cookie: mine.cookie, ...headers }, ...(body !== undefined && { body }) });
const csrf = (): Headers => ({ 'x-csrf-token': mine.csrfToken });

async function expectForbidden(response: Response, body: object): Promise<void> {
  expect([response.status, await response.json()]).toEqual([403, body]);
}

it('asks for the token with every method that changes something', async () => {
  await expectForbidden(await ask('DELETE', ONE), MISSING);
  await expectForbidden(await ask('POST', '/api/v1/messages/sms', json, '{}'), MISSING);
  await expectForbidden(await ask('POST', '/vpns/api/v1/message/sms/fetch', json, '{}'), MISSING);
  await expectForbidden(await ask('DELETE', '/console/session'), MISSING);
  expect((await ask('DELETE', ONE, csrf())).status).toBe(200);
  expect((await ask('POST', '/api/v1/messages/sms', { ...json, ...csrf() }, '{}')).status).toBe(200);
  for (const method of ['GET', 'HEAD']) expect((await ask(method, ONE)).status).toBe(200);
});

it('takes the session’s own token alone', async () => {
  const other = await signedIn(running.url);
  const { csrfToken } = mine;
  for (const wrong of [
    other.csrfToken,
    '',
    csrfToken.slice(1),
    `${csrfToken}x`,
    `${csrfToken}, ${csrfToken}`,
    csrfToken.toLowerCase(),
    'é',
  ])
    await expectForbidden(await ask('DELETE', ONE, { 'x-csrf-token': wrong }), MISSING);
});

it('asks nobody for it who has a credential in a header', async () => {
  expect((await ask('DELETE', ONE, { authorization: `Bearer ${token()}` })).status).toBe(200);
});

it('finds bad credentials before a missing token', async () => {
  const cookie = `engagement-session=abc.${token({ exp: 1 })}`;
  expect((await ask('DELETE', ONE, { cookie })).status).toBe(401);
});

it('refuses what the browser says comes from another site, the token included', async () => {
  const from = { 'sec-fetch-site': 'cross-site' };
  await expectForbidden(await ask('GET', ONE, from), CROSS_SITE);
  await expectForbidden(await ask('DELETE', ONE, { ...from, ...csrf() }), CROSS_SITE);
  await expectForbidden(await ask('GET', '/console/session', from), CROSS_SITE);
  await expectForbidden(await ask('DELETE', '/console/session', { ...from, ...csrf() }), CROSS_SITE);
  for (const site of ['same-origin', 'none']) expect((await ask('GET', ONE, { 'sec-fetch-site': site })).status).toBe(200);
  // A program with a token of its own comes from wherever it likes.
  expect((await ask('GET', ONE, { ...from, authorization: `Bearer ${token()}` })).status).toBe(200);
});

it('doesn’t take the cookie where a method means another, nor for a GET that cancels', async () => {
  const override = { 'x-http-method-override': 'DELETE', ...csrf() };
  expect((await ask('POST', ONE, override)).status).toBe(401);
  expect((await ask('POST', ONE, { ...override, authorization: `Bearer ${token()}` })).status).toBe(200);
});

it('lets no page of another site read or ask anything: there is no CORS', async () => {
  const preflight = await ask('OPTIONS', ONE, { origin: 'https://evil.example', 'access-control-request-method': 'DELETE' });
  const answer = await ask('GET', ONE, { origin: 'https://evil.example' });
  for (const { headers } of [preflight, answer])
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
});
