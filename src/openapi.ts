// The OpenAPI document, made from the controllers: served at /openapi.json, and written to openapi.json by `npm run openapi`
// (without a database: in preview mode nothing but the routes comes to life).
import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DESCRIPTION, VERSION } from './platform/version.js';

export function openApiDocument(app: INestApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setTitle('Engagement Server')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token, as `npm run token` makes one' },
      'bearer',
    )
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-VoltMX-App-API-Key', description: 'An application key, as `npm run key` makes one' },
      'app-key',
    )
    .addBasicAuth(
      { type: 'http', scheme: 'basic', description: 'A console user, as `npm run user` makes one; only where BASIC_AUTH is on' },
      'basic',
    )
    .build();
  return SwaggerModule.createDocument(app, about);
}

/** The same document, whatever order the modules were read in. */
function stable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, stable(each)]));
}

const PREVIEW: Partial<NestApplicationOptions> = { preview: true, abortOnError: false, logger: false };

/** The text of openapi.json. */
export async function openApiText(): Promise<string> {
  const [{ AppModule }, { HttpEdge }, { loadConfig }] = await Promise.all([
    import('./app.module.js'),
    import('./gateway/http-edge.js'),
    import('./platform/config.js'),
  ]);
  const config = loadConfig({});
  const app = await NestFactory.create(AppModule.register(config), new HttpEdge(config), PREVIEW);
  return `${JSON.stringify(stable(openApiDocument(app)), null, 2)}\n`;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync('openapi.json', await openApiText());
}
