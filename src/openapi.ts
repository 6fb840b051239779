// Builds the OpenAPI document from the controllers. It is served at /openapi.json, and `npm run openapi` writes it to openapi.json (in
// preview mode, without a database).
import type { INestApplication, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scopeIsMissing } from './auth/scope.js';
import { DESCRIPTION, VERSION } from './platform/version.js';

const INTRODUCTION = `${DESCRIPTION}

**Begin here**: press *Authorize* and paste a token (\`npm start\` prints one; \`npm run token -- --tenant demo\` makes one), submit an SMS
request, look at it, take it back.

- **IDs** are decimal strings of 63 bits. **Moments** are ISO 8601 in UTC. Every error is \`{"id":"","message":"…"}\`, with \`errors\` where
  fields are at fault.
- **Scopes**: each operation names the scope that the caller needs. A token lists its scopes; an application key has those that it was made with.
- **Roots**: every route under \`/api\` answers under \`/vpns\` and \`/kpns\` too, and with \`message\` for \`messages\`.
- **Repeats**: an \`Idempotency-Key\` makes a repeat safe for 24 hours.`;

/** In the order of Swagger UI. */
const TAGS: Readonly<Record<string, string>> = {
  SMS: 'Submit, look at and take back requests of texts and calls',
  'Compatible API': 'Status, fetch and cancel in the forms of the SMS API of HCL Volt MX Engagement',
  Inbound: 'Messages that people send',
  Configuration: 'By which account of a provider a tenant’s messages go',
  System: 'How the system is, over all tenants: for its operators',
  Console: 'The session of the web console',
  Providers: 'What providers call: receipts and inbound messages, proved by their signature',
  Health: 'For load balancers and orchestrators',
};
const METHODS = ['post', 'get', 'put', 'patch', 'delete'];

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

export function openApiDocument(app: INestApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Engagement Server')
    .setDescription(INTRODUCTION)
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This server')
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
    );
  for (const [name, description] of Object.entries(TAGS)) about.addTag(name, description);
  const document = SwaggerModule.createDocument(app, about.build());
  return {
    ...document,
    paths: ordered(document.paths),
    components: { ...document.components, schemas: sorted(document.components?.schemas) },
  };
}

const sorted = <T>(values: Record<string, T> = {}): Record<string, T> =>
  Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Sorted by tag, path and method: the document does not depend on the order in which modules are read. */
function ordered(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const tags = Object.keys(TAGS);
  // Those of other modules come last.
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
