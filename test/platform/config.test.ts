// A setting that is no good stops the start in one sentence that names it.
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/platform/config.js';
import { databaseStartupError } from '../../src/platform/database.js';
import { tokenKeys } from '../../src/gateway/token-keys.js';

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
  const load = (): unknown => loadConfig({ [name]: value });
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
  expect(() => loadConfig({ [name]: value })).not.toThrow();
});

it('takes keys over http and https alone', () => {
  expect(() => tokenKeys(loadConfig({ JWT_JWKS_URL: 'ftp://issuer.example/keys' }))).toThrow('JWT_JWKS_URL must be');
});

it.each([
  [{ code: '42501' }, 'does not let this user make tables'],
  [{ code: '42P07' }, 'has tables of another program'],
  [{ code: 'EHOSTUNREACH' }, 'can’t be reached'],
  [{ code: '22P99' }, 'can’t be used (22P99)'],
  [{ message: 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string' }, 'can’t be used (SASL'],
])('the database says %j: %s', (error, sentence) => {
  const config = loadConfig({ DATABASE_URL: 'postgres://a:secret@db.example:5433/x' });
  const { message = '' } = databaseStartupError(Object.assign(new Error('x'), error), config) ?? {};
  expect(message).toContain(`The database at db.example:5433 ${sentence}`);
  expect(message).not.toContain('secret');
});

it('leaves a defect of our own as it is', () => {
  expect(databaseStartupError(new TypeError('x is not a function'), loadConfig({ DATABASE_URL: 'postgres://a@b/c' }))).toBeUndefined();
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
      expect(loadConfig({ ...good, OIDC_ISSUER })).toMatchObject({ OIDC_ISSUER, OIDC_SCOPES: 'openid' });
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
    expect(() => loadConfig({ ...good, ...settings })).toThrow(sentence);
  });
});
