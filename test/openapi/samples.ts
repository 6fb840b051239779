// A value that a schema of an OpenAPI document allows: made of the document's own examples, or anything at random.
import fc from 'fast-check';

export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  pattern?: string;
  nullable?: boolean;
  example?: unknown;
  default?: unknown;
  enum?: unknown[];
  minLength?: number;
  maxLength?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
}

export type Resolve = (schema: Schema) => Schema;

/** Deep enough for every answer here; a schema may hold itself. */
const DEEPEST = 6;

const partsOf = ({ allOf = [], anyOf = [], oneOf = [] }: Schema): Schema[] => [...allOf, ...anyOf.slice(0, 1), ...oneOf.slice(0, 1)];

/** By its examples; of several schemas the first. */
export function exampleOf(given: Schema, resolve: Resolve, depth = 0): unknown {
  const schema = resolve(given);
  const said = schema.example ?? schema.default ?? schema.enum?.[0];
  if (said !== undefined) return said;
  const parts = partsOf(schema).map((part) => exampleOf(part, resolve, depth));
  if (parts.length > 0) return parts.every((part) => typeof part === 'object') ? Object.assign({}, ...parts) : parts[0];
  if (schema.properties !== undefined || schema.type === 'object') {
    if (depth > DEEPEST) return {};
    const fields = Object.entries(schema.properties ?? {}).map(([name, of]) => [name, exampleOf(of, resolve, depth + 1)]);
    return Object.fromEntries(fields) as unknown;
  }
  switch (schema.type) {
    case 'array':
      return depth > DEEPEST || schema.items === undefined ? [] : [exampleOf(schema.items, resolve, depth + 1)];
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return true;
    case 'string':
    case undefined:
    default:
      return 'string';
  }
}

/** Anything that it allows: each field absent, null or of its type. */
export function anyOf(given: Schema, resolve: Resolve, depth = 0): fc.Arbitrary<unknown> {
  const schema = resolve(given);
  const made = anyValue(schema, resolve, depth);
  return schema.nullable === true ? fc.option(made) : made;
}

function anyValue(schema: Schema, resolve: Resolve, depth: number): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const [part] = partsOf(schema);
  if (part !== undefined) return anyOf(part, resolve, depth);
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(([name, of]) => [name, anyOf(of, resolve, depth + 1)] as const);
    return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
  }
  switch (schema.type) {
    case 'array':
      return schema.items === undefined || depth > DEEPEST ? fc.constant([]) : fc.array(anyOf(schema.items, resolve, depth + 1));
    case 'integer':
      return fc.integer();
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'object':
      return fc.dictionary(fc.string(), fc.string());
    case 'string':
    case undefined:
    default:
      return anyText(schema);
  }
}

function anyText({ pattern, format, minLength, maxLength }: Schema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (format === 'uri') return fc.webUrl();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'uuid') return fc.uuid();
  return fc.string({ minLength, maxLength });
}
