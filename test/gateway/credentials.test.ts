// Who may come in: every way to present a token, and every token that must not pass.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type RunningApp, startApp } from '../support/app.js';
import { ALL_SCOPES, SECRET, token, type TokenClaims } from '../support/token.js';
import { probe } from './probe.js';

const UNAUTHORIZED = { id: '', message: 'Unauthorized request' };
const now = (): number => Math.floor(Date.now() / 1_000);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

type Headers = [name: string, value: string][];
const ask = ({ url }: RunningApp, ...headers: Headers): Promise<Response> => fetch(`${url}/caller`, { headers });
const withToken = (running: RunningApp, value: string): Promise<Response> => ask(running, ['authorization', `Bearer ${value}`]);

async function expectRefused(response: Response, challenge = 'Bearer error="invalid_token"'): Promise<void> {
  expect([response.status, await response.json()]).toEqual([401, UNAUTHORIZED]);
  expect(response.headers.get('www-authenticate')).toBe(challenge);
}

async function expectCaller(response: Response, expected: object = { tenant: 'acme', subject: 'tester' }): Promise<void> {
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject(expected);
}

let running: RunningApp;
beforeAll(async () => {
  running = await startApp({}, probe);
});
afterAll(() => running.close());

describe('where a token is looked for', () => {
  it.each([
    ['Authorization', 'Bearer '],
    ['Authorization', 'bearer '],
    ['X-VoltMX-Authorization', ''],
    ['X-VoltMX-Authorization', 'Bearer '],
    ['X-Kony-Authorization', ''],
    ['X-Kony-Authorization', 'bEARER  '],
  ])('%s: %s<token>', async (name, scheme) => {
    await expectCaller(await ask(running, [name, scheme + token()]));
  });

  it('takes the same token twice, in different headers', async () => {
    const one = token();
    await expectCaller(await ask(running, ['authorization', `Bearer ${one}`], ['x-kony-authorization', one]));
  });

  it('challenges a request without any', async () => {
    await expectRefused(await ask(running), 'Bearer');
    await expectRefused(await ask(running, ['x-kony-authorization', '']), 'Bearer');
  });

  it('refuses two that differ', async () => {
    await expectRefused(await ask(running, ['authorization', `Bearer ${token()}`], ['x-kony-authorization', token({ sub: 'other' })]));
    await expectRefused(await ask(running, ['x-voltmx-authorization', token()], ['x-kony-authorization', token({ sub: 'other' })]));
  });

  it.each(['authorization', 'x-voltmx-authorization', 'x-kony-authorization'])('refuses a repeated %s', async (name) => {
    // fetch would join them to one header
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      const value = `Bearer ${token()}`;
      request(`${running.url}/caller`, { headers: [name, value, name.toUpperCase(), value, 'Host', 'x'] }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(401);
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer a b', 'Token x', 'Bearer not.a.token'])('refuses “Authorization: %s”', async (value) => {
    await expectRefused(await ask(running, ['authorization', value]));
  });
});

describe('what a token must say', () => {
  const unsigned = (): string => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none', typ: 'JWT' })}.${part(jwt.decode(token()) as object)}.`;
  };
  const BAD: Record<string, () => string> = {
    'alg none': unsigned,
    'another secret': () => token({}, 'x'.repeat(40)),
    'HS384 with our secret': () => token({}, SECRET, { algorithm: 'HS384' }),
    'RS256 with a foreign key': () => token({}, rsa.privateKey, { algorithm: 'RS256' }),
    'wrong audience': () => token({ aud: 'someone-else' }),
    'no audience': () => token({ aud: undefined }),
    'wrong issuer': () => token({ iss: 'someone-else' }),
    'no issuer': () => token({ iss: undefined }),
    expired: () => token({ exp: now() - 10 }),
    'not yet valid': () => token({ nbf: now() + 600 }),
    'no expiry': () => token({ exp: undefined }),
    'no tenant': () => token({ tenant: undefined }),
    'no subject': () => token({ sub: undefined }),
    'claims that are null': () => jwt.sign('null', SECRET),
    'claims that are a text': () => jwt.sign('"hello"', SECRET),
    'a damaged signature': () => token().slice(0, -4) + 'AAAA',
  };
  it.each(Object.keys(BAD))('refuses: %s', async (name) => {
    await expectRefused(await withToken(running, BAD[name]?.() ?? ''));
  });

  it.each([
    { typ: 'JWT', crit: ['exp'] },
    { typ: 'JWT', crit: [] },
    { typ: 'JWT', crit: null },
    { typ: 'JWT', crit: ['b64'], b64: true },
    { typ: 'logout+jwt' },
    { typ: 'secevent+jwt' },
    { typ: 'dpop+jwt' },
    { typ: 'JOSE' },
    { typ: '' },
    { typ: null },
    { typ: ['JWT'] },
  ])('refuses the header %j, signed as it is', async (more) => {
    const signed = jwt.sign(jwt.decode(token()) as object, SECRET, { header: { alg: 'HS256', ...more } as unknown as jwt.JwtHeader });
    await expectRefused(await withToken(running, signed));
  });

  it.each([undefined, 'JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt'])('takes the type %s', async (typ) => {
    const signed = jwt.sign(jwt.decode(token()) as object, SECRET, { header: { alg: 'HS256', typ } });
    await expectCaller(await withToken(running, signed));
  });

  it.each([
    ['tenant', ''],
    ['tenant', 7],
    ['tenant', 'a\nb'],
    ['tenant', 'x'.repeat(129)],
    ['tenant', ['acme']],
    ['sub', ''],
    ['sub', 'a\u0000'],
    ['scope', 7],
    ['scope', ['messages:read', 1]],
  ])('refuses %s = %j', async (claim, value) => {
    // jsonwebtoken would refuse to sign some of these as options; as a payload text it signs anything
    const claims = { ...(jwt.decode(token()) as object), [claim]: value };
    await expectRefused(await withToken(running, jwt.sign(JSON.stringify(claims), SECRET, { header: { alg: 'HS256', typ: 'JWT' } })));
  });

  it('reads scopes from a text or an array', async () => {
    for (const scope of ['messages:read  other', ['messages:read', 'other']])
      await expectCaller(await withToken(running, token({ scope } as TokenClaims)), { scopes: ['messages:read', 'other'] });
  });

  it.each(['', 'messages:send', 'messages:reader MESSAGES:READ'])('answers 403 to the scopes “%s”', async (scope) => {
    const response = await withToken(running, token({ scope }));
    expect([response.status, await response.json()]).toEqual([403, { id: '', message: 'Forbidden. The scope messages:read is missing' }]);
  });
});

describe('tokens of another issuer', () => {
  it('reads the configured claims, with defaults for what is missing', async () => {
    const other = await startApp(
      {
        JWT_ISSUER: 'https://issuer.example',
        JWT_AUDIENCE: 'sms',
        JWT_TENANT_CLAIM: 'https://issuer.example/org',
        JWT_SCOPE_CLAIM: 'scp',
        JWT_DEFAULT_TENANT: 'house',
        JWT_DEFAULT_SCOPES: 'messages:read messages:send',
      },
      probe,
    );
    const theirs = { iss: 'https://issuer.example', aud: ['x', 'sms'], tenant: undefined, scope: undefined };
    await expectCaller(await withToken(other, token(theirs)), { tenant: 'house', scopes: ['messages:read', 'messages:send'] });
    const full = { ...theirs, 'https://issuer.example/org': 'blue', scp: ['messages:read'] };
    await expectCaller(await withToken(other, token(full)), { tenant: 'blue', scopes: ['messages:read'] });
    await expectRefused(await withToken(other, token()));
    await expectCaller(await withToken(running, token()));
    await other.close();
  });

  it.each([
    ['RS256', rsa, ec],
    ['ES256', ec, rsa],
  ] as const)('verifies %s by PEM, and nothing else', async (algorithm, own, foreign) => {
    const other = await startApp({ JWT_PUBLIC_KEY: pem(own.publicKey).replaceAll('\n', '\\n') }, probe);
    await expectCaller(await withToken(other, token({}, own.privateKey, { algorithm })));
    await expectRefused(await withToken(other, token()));
    await expectRefused(await withToken(other, token({}, foreign.privateKey, { algorithm: algorithm === 'RS256' ? 'ES256' : 'RS256' })));
    if (algorithm === 'RS256') await expectRefused(await withToken(other, token({}, own.privateKey, { algorithm: 'RS512' })));
    // The confusion: the public key, which everyone knows, taken for an HS256 secret.
    const [head, body] = [{ alg: 'HS256', typ: 'JWT' }, jwt.decode(token()) as object].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const { createHmac } = await import('node:crypto');
    const signature = createHmac('sha256', pem(own.publicKey)).update(`${head}.${body}`).digest('base64url');
    await expectRefused(await withToken(other, `${head}.${body}.${signature}`));
    await other.close();
  });

  it.each(['nonsense', pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey)])(
    'does not start with another key',
    async (key) => {
      await expect(startApp({ JWT_PUBLIC_KEY: key }, probe)).rejects.toThrow(/^JWT_PUBLIC_KEY/);
    },
  );
});

it('keeps two callers apart that ask at the same moment', async () => {
  const names = Array.from({ length: 100 }, (_, i) => `caller-${i}`);
  const answers = await Promise.all(names.map(async (sub) => (await withToken(running, token({ sub, scope: ALL_SCOPES }))).json()));
  expect(answers.map((answer) => (answer as { subject: string }).subject)).toEqual(names);
});
