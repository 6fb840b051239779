// Tokens of an issuer with a JWKS address: keys that come and go, addresses that hang or lie, and tokens that name keys nobody has.
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RunningApp, startApp } from '../support/app.js';
import { SECRET, token } from '../support/token.js';
import { probe } from './probe.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const next = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const strange = generateKeyPairSync('ec', { namedCurve: 'P-384' });

const jwk = (key: KeyObject, kid?: string, more: object = {}): object => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig', ...more });
const byRsa = (keyid?: string, claims = {}): string => token(claims, rsa.privateKey, { algorithm: 'RS256', ...(keyid && { keyid }) });
const byEc = (keyid?: string, pair = ec): string => token({}, pair.privateKey, { algorithm: 'ES256', ...(keyid && { keyid }) });

class Issuer {
  asked = 0;
  answer: RequestListener = (_request, response) => response.end(JSON.stringify({ keys: this.keys }));
  private server: Server | undefined;
  private port = 0;

  constructor(public keys: object[]) {}

  async up(): Promise<this> {
    this.server = createServer((request, response) => {
      this.asked++;
      this.answer(request, response);
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async down(): Promise<void> {
    if (this.server?.listening !== true) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  start = (): Promise<RunningApp> => startApp({ JWT_JWKS_URL: `http://127.0.0.1:${this.port}/jwks?x=1` }, probe);
}

let issuer: Issuer;
let running: RunningApp | undefined;
const begin = async (...keys: object[]): Promise<RunningApp> => {
  issuer = await new Issuer(keys).up();
  return (running = await issuer.start());
};
afterEach(async () => {
  jest.restoreAllMocks();
  await running?.close();
  await issuer.down();
});

const asked = (value: string): Promise<Response> =>
  fetch(`${running?.url ?? ''}/caller`, { headers: { authorization: `Bearer ${value}` } });
const status = async (value: string): Promise<number> => (await asked(value)).status;
/** The clock of the server, which keeps keys by it. */
function later(ms: number): void {
  const now = Date.now() + ms;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
}
const MINUTE = 60_000;

describe('keys', () => {
  it('of both algorithms are read once for all of them', async () => {
    await begin(jwk(rsa.publicKey, 'r1', { alg: 'RS256' }), jwk(ec.publicKey, 'e1'));
    for (let i = 0; i < 3; i++) expect([await status(byRsa('r1')), await status(byEc('e1'))]).toEqual([200, 200]);
    expect(issuer.asked).toBe(1);
  });

  it('that are missing, mistaken or of another kind open nothing', async () => {
    await begin(
      jwk(rsa.publicKey, 'r1'),
      jwk(ec.publicKey, 'e1'),
      jwk(next.publicKey, 'enc', { use: 'enc' }),
      jwk(strange.publicKey, 'p384'),
    );
    const bad = [
      byRsa('nope'),
      byRsa(),
      byRsa('e1'),
      byEc('r1'),
      byEc('enc', next),
      token({}, SECRET, { keyid: 'r1' }),
      'not-a-token',
      'e30.e30.e30',
    ];
    for (const value of bad) expect([value, await status(value)]).toEqual([value, 401]);
  });

  it('are not asked for by what can’t be good', async () => {
    await begin(jwk(ec.publicKey, 'e1'));
    const headers = [
      { alg: 'HS256', kid: 'a' },
      { alg: 'none', kid: 'b' },
      { alg: 'ES256', kid: 7 },
      { alg: 'ES256', kid: 'c', crit: ['x'] },
    ];
    for (const header of headers) {
      const [, claims, signature] = byEc('e1').split('.');
      expect(await status([Buffer.from(JSON.stringify(header)).toString('base64url'), claims, signature].join('.'))).toBe(401);
    }
    expect(issuer.asked).toBe(0);
  });

  it('need no name where there is one alone', async () => {
    await begin(jwk(ec.publicKey));
    expect([await status(byEc()), await status(byRsa())]).toEqual([200, 401]);
  });

  it('are good beside others that nobody can read', async () => {
    await begin({ kty: 'oct', k: 'c2VjcmV0', kid: 'o' }, { kty: 'EC', crv: 'P-256', x: '!', kid: 'e1' }, {}, jwk(ec.publicKey, 'e1'));
    expect(await status(byEc('e1'))).toBe(200);
  });
});

describe('made-up key IDs', () => {
  it('keep no good token out: of known keys, of a new one, together with them', async () => {
    await begin(jwk(rsa.publicKey, 'r1'));
    expect(await status(byRsa('r1'))).toBe(200);
    const made = Array.from({ length: 60 }, (_, i) => byEc(`made-up-${i}`));
    expect(await Promise.all(made.map(status))).toEqual(made.map(() => 401));
    for (const each of made) expect(await status(each)).toBe(401);
    issuer.keys = [jwk(next.publicKey, 'e2'), jwk(rsa.publicKey, 'r1')];
    const more = Array.from({ length: 20 }, (_, i) => byEc(`more-${i}`));
    const [rotated, known, ...others] = await Promise.all([byEc('e2', next), byRsa('r1'), ...more].map(status));
    expect([rotated, known, others]).toEqual([200, 200, more.map(() => 401)]);
    // 141 tokens with names that nobody knew.
    expect(issuer.asked).toBeLessThan(40);
  });
});

describe('an address that fails', () => {
  const FAILURES: Record<string, RequestListener> = {
    'answers 500': (_request, response) => response.writeHead(500).end(),
    'answers with a page': (_request, response) => response.end('<html>'),
    'has no keys': (_request, response) => response.end('{"keys":[]}'),
    'leads elsewhere': (_request, response) => response.writeHead(302, { location: '/' }).end(),
    'hangs up': (_request, response) => response.destroy(),
    'never ends': (_request, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write(' '.repeat(65_536), more);
      };
      more();
    },
  };

  it.each(Object.keys(FAILURES))('and %s: what can’t be told now is 503', async (how) => {
    await begin(jwk(rsa.publicKey, 'r1'));
    const good = issuer.answer;
    issuer.answer = FAILURES[how] ?? good;
    const response = await asked(byRsa('r1'));
    expect([response.status, await response.json()]).toEqual([503, { id: '', message: 'Server failure to process request' }]);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await status('no-token-at-all')).toBe(401);
    issuer.answer = good;
    later(2_000);
    expect(await status(byRsa('r1'))).toBe(200);
  });

  it('leaves known keys good for a day, and tells nothing of others', async () => {
    await begin(jwk(rsa.publicKey, 'r1'));
    const lasting = byRsa('r1', { exp: Math.floor(Date.now() / 1_000) + 3 * 24 * 3_600 });
    expect(await status(lasting)).toBe(200);
    await issuer.down();
    expect(await status(byEc('e9'))).toBe(503);
    later(11 * MINUTE);
    expect([await status(lasting), await status(lasting)]).toEqual([200, 200]);
    later(23 * 60 * MINUTE);
    expect(await status(lasting)).toBe(200);
    later(60 * MINUTE * 2);
    expect(await status(lasting)).toBe(503);
    await issuer.up();
    later(2_000);
    expect(await status(lasting)).toBe(200);
  });

  it('takes a key away that the issuer took back', async () => {
    await begin(jwk(rsa.publicKey, 'r1'), jwk(ec.publicKey, 'e1'));
    expect(await status(byRsa('r1'))).toBe(200);
    issuer.keys = [jwk(ec.publicKey, 'e1')];
    expect(await status(byRsa('r1'))).toBe(200);
    later(11 * MINUTE);
    expect([await status(byRsa('r1')), await status(byEc('e1'))]).toEqual([401, 200]);
  });

  it('answers so wherever a token is checked', async () => {
    await begin(jwk(rsa.publicKey, 'r1'));
    await issuer.down();
    for (const headers of [{ 'x-kony-authorization': byRsa('r1') }, { cookie: `engagement-session=abc.${byRsa('r1')}` }])
      expect((await fetch(`${running?.url ?? ''}/api/v1/messages/sms/1`, { headers })).status).toBe(503);
  });
});
