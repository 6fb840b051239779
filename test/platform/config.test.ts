// A setting that is no good stops the start in one sentence that names it.
import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { StartupError } from '../../src/platform/config/config.js';
import { loadServerConfig } from '../../src/modules.js';
import { databaseStartupError } from '../../src/platform/database/database.js';
import { isWeakSecret } from '../../src/platform/config/weak-secrets.js';
import { tokenKeys } from '../../src/auth/token-keys.js';

it.each([
  ['NODE_ENV', 'Production'],
  ['DATABASE_URL', 'hello'],
  ['DATABASE_URL', 'mysql://a:b@host:3306/x'],
  ['DATABASE_URL', 'postgres://a:b@host:99999/x'],
  ['DATABASE_URL', 'postgres://a:%zz@host/x'],
  ['DATABASE_URL', 'postgres:///x'],
  ['SEGMENT_PRICE', '0.0075'],
  ['SEGMENT_PRICE', '0.0075 usd'],
  ['SEGMENT_PRICE', '0.0075 USX'],
  ['SEGMENT_PRICE', '-1 USD'],
  ['SEGMENT_PRICE', '1e3 USD'],
  ['TRUST_PROXY', 'foo'],
  ['TRUST_PROXY', '10.0.0.0/99'],
  ['TRUST_PROXY', '10.0.0.0/8/8'],
  ['TRUST_PROXY', '0'],
  ['TRUST_PROXY', '-1'],
  ['TRUST_PROXY', '1, 10.0.0.0/8'],
  ['TRUST_PROXY', 'all'],
])('%s=%s is refused, without the value of a secret', (name, value) => {
  const load = (): unknown => loadServerConfig({ [name]: value });
  expect(load).toThrow(`${name} must be`);
  if (name === 'DATABASE_URL') expect(load).not.toThrow(value);
});

it.each([
  ['DATABASE_URL', 'postgresql://a:b@host/x?sslmode=require'],
  ['DATABASE_URL', 'postgres:///x?host=/run/postgresql'],
  ['SEGMENT_PRICE', '1 EUR'],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', '2'],
  ['TRUST_PROXY', 'loopback, 10.0.0.0/8,2001:db8::/32'],
])('%s=%s is taken', (name, value) => {
  expect(() => loadServerConfig({ [name]: value })).not.toThrow();
});

it('takes keys over http and https alone', () => {
  expect(() => tokenKeys(loadServerConfig({ JWT_JWKS_URL: 'ftp://issuer.example/keys' }))).toThrow('JWT_JWKS_URL must be');
});

it.each([
  [{ code: '42501' }, 'does not let this user make tables'],
  [{ code: '42P07' }, 'has tables of another program'],
  [{ code: 'EHOSTUNREACH' }, 'can’t be reached'],
  [{ code: '22P99' }, 'can’t be used (22P99)'],
  [{ message: 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string' }, 'asks for a password, and DATABASE_URL has none'],
  [{ message: 'SASL: SCRAM-SERVER-FINAL-MESSAGE: server signature is missing' }, 'can’t be used (SASL'],
  [{ code: '28P01' }, 'refused the password'],
])('the database says %j: %s', (error, sentence) => {
  const config = loadServerConfig({ DATABASE_URL: 'postgres://a:secret@db.example:5433/x' });
  const { message = '' } = databaseStartupError(Object.assign(new Error('x'), error), config) ?? {};
  expect(message).toContain(`The database at db.example:5433 ${sentence}`);
  expect(message).not.toContain('secret');
});

it('leaves a defect of our own as it is', () => {
  expect(
    databaseStartupError(new TypeError('x is not a function'), loadServerConfig({ DATABASE_URL: 'postgres://a@b/c' })),
  ).toBeUndefined();
});

describe('production', () => {
  const good = {
    NODE_ENV: 'production',
    JWT_SECRET: 'c0a41b7f5d93e268a7f10b9d4e6c8235f9b0d7e1a3c5486927be4f60d18a35c2',
    PROVIDERS: 'twilio',
    CONFIG_KEY: '5d0fb2a1937c4e8866f1d20b9a7e3c54c8b1e6f70a2d4935be81f6c7d09a2e4b',
    PUBLIC_URL: 'https://sms.example.com',
  };
  const jwks = { JWT_SECRET: '', JWT_JWKS_URL: 'http://keys.example.com/jwks' };

  it.each([
    {},
    { PROVIDERS: 'simulator', ALLOW_SIMULATOR: 'true' },
    { ...jwks, JWT_JWKS_URL: 'https://keys.example.com/jwks' },
    { ...jwks, JWT_JWKS_URL: 'http://127.0.0.1:8080/jwks' },
    { ...jwks, ALLOW_PLAIN_HTTP: 'true' },
    { PUBLIC_URL: 'http://localhost:3000' },
    { BASIC_AUTH: 'true' },
    { BASIC_AUTH: 'true', HOST: '127.0.0.1', PUBLIC_URL: '' },
    { JWT_SECRET: 'A9f-k2LmQz_w8Xe4Rt6Yb1Nc3Vd5Gh7J' },
  ])('takes %j', (settings) => {
    expect(() => loadServerConfig({ ...good, ...settings })).not.toThrow();
  });

  it.each([
    [{ PROVIDERS: '' }, 'PROVIDERS has the simulator'],
    [{ PROVIDERS: 'twilio,Simulator' }, 'PROVIDERS has the simulator'],
    [{ JWT_SECRET: 'a'.repeat(32) }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: 'aaaaaaaabbbbbbbbccccccccdddddddd' }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: 'k9Zq2mX7w'.repeat(4) }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: '12345678901234567890123456789012' }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: 'abcdefghijklmnopqrstuvwxyz0123456789' }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: 'your-256-bit-secret-k29fj3l0vn4mz8' }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: 'ChangeMe-k29fj3l0vn4mz8qpw7x1ya52' }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: 'engagement-server-jwt-secret-of-acme' }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: 'correct horse battery staple correct' }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: 'companynamejwtsecretofthisyear2026' }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: 'CorrectHorseBatteryStapleForProduction1' }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: 'a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6' }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: 'aZaZaZaZaZbYbYbYbYcXcXcXcXcXdWdWdWdW' }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString('hex') }, 'JWT_SECRET can be guessed'],
    [{ JWT_SECRET: 'k29fj3l0vn4mz8' }, 'JWT_SECRET is too short'],
    [{ CONFIG_KEY: '00112233445566778899aabbccddeeff'.repeat(2) }, 'CONFIG_KEY can be guessed'],
    [{ CONFIG_KEY: Buffer.from('this-is-my-config-key-2026-abcde').toString('hex') }, 'CONFIG_KEY can be guessed'],
    [{ CONFIG_KEY: '00'.repeat(32) }, 'CONFIG_KEY can be guessed'],
    [{ CONFIG_KEY: '0123456789abcdef'.repeat(4) }, 'CONFIG_KEY can be guessed'],
    [jwks, 'JWT_JWKS_URL is a plain http address'],
    [{ PUBLIC_URL: 'http://sms.example.com' }, 'PUBLIC_URL is a plain http address'],
    [{ BASIC_AUTH: 'true', PUBLIC_URL: '', HOST: '0.0.0.0' }, 'BASIC_AUTH lets passwords come'],
  ])('refuses %j', (settings, sentence) => {
    expect(() => loadServerConfig({ ...good, ...settings })).toThrow(sentence);
    expect(() => loadServerConfig({ ...good, ...settings, NODE_ENV: 'development' })).not.toThrow();
  });

  it('refuses no secret that is random', () => {
    for (let i = 0; i < 500; i++)
      for (const form of ['hex', 'base64', 'base64url'] as const) {
        const secret = randomBytes(32).toString(form);
        expect([secret, isWeakSecret(secret)]).toEqual([secret, false]);
      }
  });
});

describe('several settings that are wrong', () => {
  it('are told together, with names that were meant to be others', () => {
    const load = (): unknown =>
      loadServerConfig({ PORT: 'x', LANES: '', BATCH_SIZE: '0', RETENTON_DAYS: '1', LINES: '40', HOSTNAME: 'x', JWT_SECRT_FILE: '/x' });
    expect(load).toThrow(
      /^PORT must be .*\nBATCH_SIZE must be .*\nJWT_SECRT_FILE is no .* JWT_SECRET_FILE\?.*\nRETENTON_DAYS is no .* RETENTION_DAYS\?[^\n]*$/s,
    );
  });
});

it('takes no sentence of another kind for the database’s', () => {
  const config = loadServerConfig({ DATABASE_URL: 'postgres://a@db.example/x' });
  for (const error of [
    new StartupError('A password has 12 to 256 characters.'),
    new Error('the password of the user is short'),
    Object.assign(new Error('x'), { code: 'EPERM', syscall: 'open' }),
    Object.assign(new Error('x'), { code: 'ENOENT', syscall: 'open' }),
  ])
    expect(databaseStartupError(error, config)).toBeUndefined();
  expect(databaseStartupError(Object.assign(new Error('x'), { code: 'ENOENT', syscall: 'connect' }), config)?.message).toContain(
    '(ENOENT)',
  );
});

describe('a provider to sign in by', () => {
  const good = {
    OIDC_ISSUER: 'https://login.example.com/realms/sms/',
    OIDC_CLIENT_ID: 'console',
    JWT_JWKS_URL: 'https://login.example.com/realms/sms/keys',
  };

  it.each(['https://login.example.com/realms/sms/', 'http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:1/x'])(
    '%s is taken',
    (OIDC_ISSUER) => {
      expect(loadServerConfig({ ...good, OIDC_ISSUER })).toMatchObject({ OIDC_ISSUER, OIDC_SCOPES: 'openid' });
    },
  );

  it.each([
    [{ OIDC_ISSUER: 'login' }, 'OIDC_ISSUER must be'],
    [{ OIDC_ISSUER: 'http://login.example.com' }, 'OIDC_ISSUER must be'],
    [{ OIDC_ISSUER: 'http://127.0.0.1.example.com' }, 'OIDC_ISSUER must be'],
    [{ OIDC_ISSUER: 'https://user@login.example.com' }, 'OIDC_ISSUER must be'],
    [{ OIDC_ISSUER: 'https://login.example.com?x' }, 'OIDC_ISSUER must be'],
    [{ OIDC_CLIENT_ID: '' }, 'OIDC_CLIENT_ID is missing'],
    [{ OIDC_SCOPES: 'email' }, 'OIDC_SCOPES must have openid'],
    [{ JWT_JWKS_URL: '' }, 'JWT_JWKS_URL is missing'],
  ])('with %j it is refused', (settings, sentence) => {
    expect(() => loadServerConfig({ ...good, ...settings })).toThrow(sentence);
  });
});
