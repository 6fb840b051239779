// Builds the OpenAPI document from the controllers. It is served at /openapi.json, and `npm run openapi` writes it to openapi.json (in
// preview mode, without a database).
import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scopeIsMissing } from './auth/scope.js';
import type { EngagementModule, Tag } from './engagement-module.js';
import { MODULES } from './modules.js';
import { DESCRIPTION, VERSION } from './platform/version.js';

const INTRODUCTION = `${DESCRIPTION}

**Begin here**: press *Authorize* and paste a token (\`npm start\` prints one; \`npm run token -- --tenant demo\` makes one), submit an SMS
request, get it, cancel it.

- **IDs** are decimal strings of 63 bits. **Times** are ISO 8601 in UTC. Every error is \`{"id":"","message":"…"}\`; \`errors\` names the
  faulty fields.
- **Scopes**: each operation names the scope that the caller needs. A token lists its scopes; an application key has the scopes that it was created with.
- **Prefixes**: every route under \`/api\` also exists under \`/vpns\` and \`/kpns\`, and with \`message\` instead of \`messages\`.
- **Retries**: with an \`Idempotency-Key\`, a call can be repeated safely for 24 hours.`;

/** In the order of Swagger UI, after the tags of the modules. */
const TAGS: readonly Tag[] = [
  { name: 'Compatible API', description: 'Status, fetch and cancel in the forms of the SMS API of HCL Volt MX Engagement' },
  { name: 'Inbound', description: 'Messages that people send to the numbers of a tenant' },
  { name: 'Configuration', description: 'The provider accounts of a tenant, in the form of the Volt MX API' },
  { name: 'System', description: 'The state of the whole system, for its operators: all tenants, providers and queues' },
  { name: 'Console', description: 'The session of the web console' },
  { name: 'Providers', description: 'Callbacks of providers: receipts and inbound messages, authenticated by the provider’s signature' },
  { name: 'Health', description: 'Probes for load balancers and orchestrators' },
];
const METHODS = ['post', 'get', 'put', 'patch', 'delete'];

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

/** @param modules their tags come first, in this order */
export function openApiDocument(app: INestApplication, modules: readonly EngagementModule[] = MODULES): OpenAPIObject {
  const tags = [...modules.flatMap((module) => module.tags ?? []), ...TAGS];
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Engagement Server')
    .setDescription(INTRODUCTION)
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This server')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token. `npm run token` creates one' },
      'bearer',
    )
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-VoltMX-App-API-Key', description: 'An application key. `npm run key` creates one' },
      'app-key',
    )
    .addBasicAuth(
      { type: 'http', scheme: 'basic', description: 'A console user, created by `npm run user`. Only if BASIC_AUTH is on' },
      'basic',
    );
  for (const { name, description } of tags) about.addTag(name, description);
  const document = SwaggerModule.createDocument(app, about.build());
  return {
    ...document,
    paths: ordered(
      document.paths,
      tags.map(({ name }) => name),
    ),
    components: { ...document.components, schemas: sorted(document.components?.schemas) },
  };
}

const sorted = <T>(values: Record<string, T> = {}): Record<string, T> =>
  Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Sorted by tag, path and method: the document does not depend on the order in which modules are read. */
function ordered(paths: OpenAPIObject['paths'], tags: readonly string[]): OpenAPIObject['paths'] {
  // Operations with an undescribed tag come last.
  const placeOf = (tag: string): number => (tags.includes(tag) ? tags.indexOf(tag) : tags.length);
  const items = Object.entries(sorted(paths)).map(([path, item]) => {
    const operations = METHODS.flatMap((method) => {
      const operation = item[method as 'get'];
      return operation === undefined ? [] : [[method, withScope(operation)] as const];
    });
    const place = Math.min(...operations.map(([, { tags: [tag = ''] = [] }]) => placeOf(tag)));
    return { path, place, item: Object.fromEntries(operations) };
  });
  return Object.fromEntries(items.sort((a, b) => a.place - b.place).map(({ path, item }) => [path, item]));
}

/** Adds the scope to the description, and to the example of the 403. */
function withScope(operation: Operation): Operation {
  const { security = [] } = operation;
  const scope = security[0]?.bearer?.[0];
  if (scope === undefined) return { ...operation, security: [] };
  const schemes = security.map((scheme) => Object.fromEntries(Object.keys(scheme).map((name) => [name, []])));
  const description = [operation.description, `Scope: \`${scope}\`.`].filter((text) => text !== undefined && text !== '').join('\n\n');
  const refused = operation.responses['403'];
  if (refused === undefined || !('content' in refused)) return { ...operation, description, security: schemes };
  const content = Object.entries(refused.content ?? {}).map(([type, media]) => {
    const message = scopeIsMissing(scope);
    return [type, { ...media, examples: { [message]: { value: type === 'text/plain' ? message : { id: '', message } } } }];
  });
  const responses = { ...operation.responses, 403: { ...refused, content: Object.fromEntries(content) as typeof refused.content } };
  return { ...operation, description, responses, security: schemes };
}

const PREVIEW: Partial<NestApplicationOptions> = { preview: true, abortOnError: false, logger: false };

/** The text of openapi.json. */
export async function openApiText(): Promise<string> {
  const [{ AppModule }, { HttpEdge }, { loadServerConfig }] = await Promise.all([
    import('./app.module.js'),
    import('./http/http-edge.js'),
    import('./modules.js'),
  ]);
  const config = loadServerConfig({});
  const app = await NestFactory.create(AppModule.register(config), new HttpEdge(config), PREVIEW);
  return `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync('openapi.json', await openApiText());
}
