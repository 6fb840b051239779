// The application on a real socket, as the tests drive it, and tokens for it.
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import jwt from 'jsonwebtoken';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../src/app.js';
import type { Config } from '../../src/platform/config.js';
import { loadServerConfig, type ServerSettingName } from '../../src/modules.js';

/** Good enough for production. */
export const SECRET = createHash('sha256').update('the secret of the tests').digest('hex');
export const ALL_SCOPES = 'messages:send messages:read messages:cancel';

export interface RunningApp {
  url: string;
  app: NestFastifyApplication;
  config: Config;
  close: () => Promise<void>;
}

/** @param module what the app is made of, instead of AppModule (probes of the gateway's tests) */
export async function startApp(
  overrides: Partial<Record<ServerSettingName, string>> = {},
  module?: (config: Config) => DynamicModule,
): Promise<RunningApp> {
  const keys = (overrides.JWT_JWKS_URL ?? overrides.JWT_PUBLIC_KEY) ? {} : { JWT_SECRET: SECRET };
  const config = loadServerConfig({ LOG_LEVEL: 'silent', PORT: '0', RATE_LIMIT: '0', ...keys, ...overrides });
  const app = await createApp(config, module?.(config));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, app, config, close: () => app.close() };
}

export interface TokenClaims {
  tenant?: string;
  scope?: string;
  sub?: string;
  [claim: string]: unknown;
}

/** A good token with all scopes; a claim given as undefined is left out. */
export function token(claims: TokenClaims = {}, key: jwt.Secret = SECRET, options: jwt.SignOptions = {}): string {
  const now = Math.floor(Date.now() / 1_000);
  const whole: TokenClaims = {
    iss: 'engagement-server',
    aud: 'engagement-server',
    sub: 'tester',
    tenant: 'acme',
    scope: ALL_SCOPES,
    exp: now + 3_600,
  };
  const payload = Object.fromEntries(Object.entries({ ...whole, ...claims }).filter(([, value]) => value !== undefined));
  return jwt.sign(payload, key, options);
}

export const bearer = (claims?: TokenClaims): { authorization: string } => ({ authorization: `Bearer ${token(claims)}` });
