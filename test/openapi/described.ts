// A vendor's own API description, brought to life: each request is held against it, and answered with what it gives for an answer. What is
// wrong about a request is noted, and gets an error instead.
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { anyOf, exampleOf, type Schema } from './samples.js';

/** The file of a vendor's description. */
export const documentPath = (name: string): string => join(process.env.OPENAPI_DOCUMENTS ?? '', name);

/** Something of a request or an answer that is against the document. */
export interface Violation {
  location: string[];
  code: string;
  message: string;
}

export interface Described {
  /** Of the next answers, the document's example of this name; empty = its first. */
  example: string;
  /** The next answers are anything that the document allows. */
  atRandom: boolean;
  /** What was wrong about requests so far. A test that expects some takes them out. */
  readonly objections: string[];
}

type Media = Record<string, { schema?: Schema; example?: unknown; examples?: Record<string, { value: unknown }> }>;
interface Parameter {
  $ref?: string;
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Media };
  responses: Record<string, { content?: Media }>;
  security?: Record<string, unknown>[];
}
interface Document {
  paths: Record<string, Record<string, Operation> & { parameters?: Parameter[] }>;
  security?: Record<string, unknown>[];
  components?: { securitySchemes?: Record<string, { type: string; scheme?: string }> };
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
export const PROBLEM = 'application/problem+json';

const pointer = (...keys: string[]): string =>
  keys.map((key) => `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

function readerOf(document: Document, more: Options = {}): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateSchema: false, ...more });
  formats.default(ajv);
  ajv.addSchema(document, 'document');
  return ajv;
}

class Description {
  private readonly document: Document;
  /** What comes as text may stand for a number, a truth or a list. */
  private readonly lenient: Ajv;
  private readonly strict: Ajv;

  constructor(path: string) {
    const written = readFileSync(path, 'utf8');
    this.document = (path.endsWith('.json') ? JSON.parse(written) : parse(written)) as Document;
    this.lenient = readerOf(this.document, { coerceTypes: 'array' });
    this.strict = readerOf(this.document);
  }

  /** What a `$ref` names. */
  readonly resolve = <T extends { $ref?: string }>(given: T): T => {
    if (given.$ref === undefined) return given;
    const keys = given.$ref
      .slice(2)
      .split('/')
      .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
    return this.resolve(keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], this.document) as T);
  };

  /** The operation that a request is for, and what is in its path. */
  find(method: string, path: string): { template: string; operation: Operation; inPath: Record<string, string> } | undefined {
    for (const [template, operations] of Object.entries(this.document.paths)) {
      const operation = operations[method.toLowerCase()];
      const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      const found = new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '([^/]+)')}$`).exec(path);
      if (operation === undefined || found === null) continue;
      return { template, operation, inPath: Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1] ?? '')])) };
    }
    return undefined;
  }

  violationsOf(request: IncomingMessage, body: string, found: NonNullable<ReturnType<Description['find']>>): Violation[] {
    const { operation, template, inPath } = found;
    const query = fieldsOf(new URL(request.url ?? '', 'http://described').searchParams);
    const given = { path: inPath, query, header: request.headers as Record<string, unknown> };
    const parameters = [...(this.document.paths[template]?.parameters ?? []), ...(operation.parameters ?? [])].map(this.resolve);
    const unknown = Object.keys(query).filter((name) => !parameters.some((each) => each.in === 'query' && each.name === name));
    return [
      ...this.unproven(request, operation),
      ...unknown.map((name) => ({ location: ['query', name], code: 'unknown', message: 'is not described' })),
      ...parameters.flatMap(({ name, in: where, required, schema }) => {
        const value = given[where][where === 'header' ? name.toLowerCase() : name];
        if (value === undefined) return required ? [{ location: [where, name], code: 'required', message: 'is missing' }] : [];
        return violations(this.lenient, schema, { value }, [where, name]);
      }),
      ...this.inBody(request, body, operation, [template, (request.method ?? '').toLowerCase()]),
    ];
  }

  private inBody({ headers }: IncomingMessage, body: string, { requestBody }: Operation, [path = '', method = '']: string[]): Violation[] {
    const wrong = (code: string, message: string): Violation[] => [{ location: ['body'], code, message }];
    if (requestBody === undefined) return body === '' ? [] : wrong('unknown', 'is not described');
    if (body === '') return requestBody.required ? wrong('required', 'is missing') : [];
    const type = (headers['content-type'] ?? '').split(';')[0] ?? '';
    const schema = requestBody.content[type]?.schema;
    if (schema === undefined) return wrong('type', `${type} is not described`);
    const $ref = `document#/paths${pointer(path, method, 'requestBody', 'content', type, 'schema')}`;
    if (type !== FORM) return this.check(this.strict, $ref, JSON.parse(body));
    const fields = fieldsOf(new URLSearchParams(body));
    const known = this.resolve(schema).properties ?? {};
    const unknown = Object.keys(fields).filter((name) => !Object.hasOwn(known, name));
    return [
      ...unknown.map((name) => ({ location: ['body', name], code: 'unknown', message: 'is not described' })),
      ...this.check(this.lenient, $ref, fields),
    ];
  }

  private check(ajv: Ajv, $ref: string, value: unknown, at = 'body'): Violation[] {
    return violations(ajv, { $ref }, { value }, [at]);
  }

  private unproven({ headers }: IncomingMessage, { security = this.document.security ?? [] }: Operation): Violation[] {
    const schemes = security.flatMap((each) => Object.keys(each)).map((name) => this.document.components?.securitySchemes?.[name]?.scheme);
    const proven = schemes.length === 0 || schemes.some((scheme) => headers.authorization?.toLowerCase().startsWith(`${scheme ?? ''} `));
    return proven ? [] : [{ location: ['header', 'authorization'], code: 'security', message: 'is missing' }];
  }

  /** @param isChecked false for examples that contradict the document that they are in */
  answer(found: NonNullable<ReturnType<Description['find']>>, method: string, described: Described, isChecked: boolean) {
    const { operation, template } = found;
    const status = Object.keys(operation.responses).find((code) => code.startsWith('2')) ?? '204';
    const media = operation.responses[status]?.content?.[JSON_TYPE];
    if (media?.schema === undefined) return { status: Number(status), body: undefined, violations: [] };
    const { schema, examples = {} } = media;
    const named = described.example === '' ? Object.values(examples)[0] : examples[described.example];
    if (described.example !== '' && named === undefined) throw new Error(`There is no example ${described.example}`);
    const [random] = described.atRandom ? fc.sample(anyOf(schema, this.resolve), 1) : [];
    const body = described.atRandom ? random : (named?.value ?? media.example ?? exampleOf(schema, this.resolve));
    const $ref = `document#/paths${pointer(template, method.toLowerCase(), 'responses', status, 'content', JSON_TYPE, 'schema')}`;
    return {
      status: Number(status),
      body,
      violations: isChecked && !described.atRandom ? this.check(this.strict, $ref, body, 'response') : [],
    };
  }
}

function fieldsOf(pairs: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(pairs.keys())].map((name) => [name, pairs.getAll(name)]).map(([name, all]) => [name, all?.length === 1 ? all[0] : all]),
  ) as Record<string, string | string[]>;
}

const COMPILED = new WeakMap<Ajv, Map<string, ValidateFunction>>();

/** The value is held in an object, so that it can be read as another type. */
function violations(ajv: Ajv, schema: Schema, held: { value: unknown }, at: string[]): Violation[] {
  const ofAjv = COMPILED.get(ajv) ?? new Map<string, ValidateFunction>();
  COMPILED.set(ajv, ofAjv);
  const key = JSON.stringify(schema);
  const validate = ofAjv.get(key) ?? ajv.compile({ type: 'object', properties: { value: schema } });
  ofAjv.set(key, validate);
  validate(held);
  return (validate.errors ?? []).map(({ instancePath, keyword, message = '' }: ErrorObject) => ({
    ...{ location: [...at, ...instancePath.split('/').slice(2)], code: keyword, message },
  }));
}

/**
 * @param document path of an OpenAPI document
 * @param use with the address that stands for the vendor's server
 * @param isChecked false for answers that contradict the document that they are in
 * @throws Error with what was wrong about the requests, if anything was
 */
export async function withDescribed(
  document: string,
  use: (url: string, described: Described) => Promise<void>,
  isChecked = true,
): Promise<void> {
  const description = new Description(document);
  const described: Described = { example: '', atRandom: false, objections: [] };
  const server = createServer((request, response) => {
    void (async () => {
      const { method = '', url = '' } = request;
      const body = await text(request);
      const found = description.find(method, url.split('?')[0] ?? '');
      const wrong =
        found === undefined
          ? [{ location: ['path'], code: 'unknown', message: 'is not described' }]
          : description.violationsOf(request, body, found);
      described.objections.push(...wrong.map(({ location, message }) => `request ${method} ${url}: ${location.join('.')} ${message}`));
      const answer = found === undefined || wrong.length > 0 ? undefined : description.answer(found, method, described, isChecked);
      const all = answer === undefined ? wrong : answer.violations;
      if (answer === undefined || all.length > 0)
        response.writeHead(answer === undefined ? 422 : 500, { 'content-type': PROBLEM }).end(JSON.stringify(all));
      else
        response
          .writeHead(answer.status, { 'content-type': JSON_TYPE })
          .end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
    })().catch((error: unknown) => {
      described.objections.push(`${request.url ?? ''}: ${String(error)}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, described);
    if (described.objections.length > 0) throw new Error(described.objections.join('\n'));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
