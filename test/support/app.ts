// The application on a real socket, for tests.
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../src/app.js';
import type { Config } from '../../src/platform/config/config.js';
import { loadServerConfig, type ServerSettingName } from '../../src/modules.js';
import { SECRET } from './token.js';

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
