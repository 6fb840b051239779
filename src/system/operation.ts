// Reads and checks the bodies of the operator's routes: exactly one of the fields of a hold, or a provider or sender with its rate.
import { ApiError, type FieldError } from '../http/api-error.js';
import { isName } from '../auth/caller.js';
import { unreadable } from '../http/json-body.js';
import type { DispatchHold } from '../queue/control/control.js';
import { providerRateLimit, senderRateLimit } from '../queue/control/rate-limits.js';

const FASTEST = 9_999_999;
/** The name of a provider that a tenant has stored. */
const STORED = /^[A-Z]+__[\dA-F]{16}$/;

type Fields = Readonly<Record<string, unknown>>;

export interface RateLimit {
  /** The name of its row. */
  name: string;
  /** 0 = no limit, null = as configured. */
  perSecond: number | null;
}

const bad = (...errors: FieldError[]): ApiError => new ApiError(400, 'Invalid Request', errors);
const fault = (field: string, message: string): FieldError => ({ field: field.slice(0, 64), message });

function fieldsIn(body: unknown, known: readonly string[]): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw unreadable();
  const unknown = Object.keys(body).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw bad(...unknown.slice(0, 10).map((name) => fault(name, 'is not a known field')));
  return body as Fields;
}

/** The one field that is present. @throws ApiError 400 for none or several */
function only(fields: Fields, names: readonly string[]): string {
  const [name, ...more] = names.filter((each) => fields[each] !== undefined && fields[each] !== null);
  if (name === undefined || more.length > 0) throw bad(fault(name ?? names[0] ?? '', `exactly one of ${names.join(', ')} is required`));
  return name;
}

function nameIn(fields: Fields, field: string): string {
  const value = fields[field];
  if (!isName(value)) throw bad(fault(field, 'should be a name of 1 to 128 characters'));
  return value;
}

/** @param providers the known providers; undefined for a resume, which accepts any name @throws ApiError 400 */
function providerIn(fields: Fields, providers: readonly string[] | undefined): string {
  const given = nameIn(fields, 'provider').toUpperCase();
  if (providers === undefined || providers.includes(given) || STORED.test(given)) return given;
  throw bad(fault('provider', 'is not the name of a provider'));
}

/** The known names. */
export interface Names {
  providers: readonly string[];
  channels: readonly string[];
}

function channelIn(fields: Fields, channels: readonly string[] | undefined): string {
  const given = nameIn(fields, 'channel');
  if (channels === undefined || channels.includes(given)) return given;
  throw bad(fault('channel', `is not the name of a channel: ${channels.join(', ')}`));
}

/** @param known undefined for a resume, which accepts any name @throws ApiError 400 */
export function readHold(body: unknown, known: Names | undefined): DispatchHold {
  const names = ['all', 'channel', 'tenant', 'provider'] as const;
  const fields = fieldsIn(body, names);
  const kind = only(fields, names);
  if (kind === 'tenant') return { kind, name: nameIn(fields, kind) };
  if (kind === 'channel') return { kind, name: channelIn(fields, known?.channels) };
  if (kind === 'provider') return { kind, name: providerIn(fields, known?.providers) };
  if (fields.all !== true) throw bad(fault('all', 'should be true'));
  return { kind: 'all', name: '' };
}

/** In the notation of the command. A number that is not whole arrives as text. */
function numberIn(value: unknown): number | undefined {
  const written = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^\d{1,7}(?:\.\d{1,6})?$/.test(written) ? Number(written) : undefined;
}

/** @param modules the first is the default */
function moduleIn(fields: Fields, modules: readonly string[]): string {
  const given = fields.module === undefined ? (modules[0] ?? '') : nameIn(fields, 'module');
  if (modules.includes(given)) return given;
  throw bad(fault('module', `is not the name of a module: ${modules.join(', ')}`));
}

/** @param modules as for {@link moduleIn} @throws ApiError 400 */
export function readRateLimit(body: unknown, providers: readonly string[], modules: readonly string[]): RateLimit {
  const fields = fieldsIn(body, ['provider', 'sender', 'module', 'perSecond']);
  const name =
    only(fields, ['provider', 'sender']) === 'provider'
      ? providerRateLimit(providerIn(fields, providers))
      : senderRateLimit(moduleIn(fields, modules), nameIn(fields, 'sender'));
  if (fields.module !== undefined && fields.sender === undefined) throw bad(fault('module', 'goes with a sender'));
  if (fields.perSecond === null) return { name, perSecond: null };
  const perSecond = numberIn(fields.perSecond);
  if (perSecond === undefined)
    throw bad(fault('perSecond', `should be messages a second, from 0 (no limit) to ${FASTEST}, or null (as configured)`));
  return { name, perSecond };
}
