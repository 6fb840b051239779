// What an operator asks for over HTTP, read and checked: exactly one thing to stop or resume, or a carrier or sender and its rate.
import { ApiError, type FieldError } from '../gateway/api-error.js';
import { isName } from '../gateway/caller.js';
import { unreadable } from '../gateway/json-body.js';
import type { Stop } from '../queue/control.js';
import { carrierPace, senderPace } from '../queue/paces.js';

const FASTEST = 9_999_999;
/** One that a tenant has stored. */
const STORED = /^[A-Z]+__[\dA-F]{16}$/;

type Fields = Readonly<Record<string, unknown>>;

export interface RateLimit {
  /** Of its row. */
  pace: string;
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

/** Of these fields the one that is there. */
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

/** @param carriers those that there are; whatever was stopped may be resumed @throws ApiError 400 */
function carrierIn(fields: Fields, carriers: readonly string[] | undefined): string {
  const given = nameIn(fields, 'carrier').toUpperCase();
  if (carriers === undefined || carriers.includes(given) || STORED.test(given)) return given;
  throw bad(fault('carrier', 'is not the name of a carrier'));
}

/** @param carriers as for {@link carrierIn} @throws ApiError 400 */
export function readStop(body: unknown, carriers: readonly string[] | undefined): Stop {
  const names = ['all', 'tenant', 'carrier'] as const;
  const fields = fieldsIn(body, names);
  const kind = only(fields, names);
  if (kind === 'tenant') return { kind, name: nameIn(fields, kind) };
  if (kind === 'carrier') return { kind, name: carrierIn(fields, carriers) };
  if (fields.all !== true) throw bad(fault('all', 'should be true'));
  return { kind: 'all', name: '' };
}

/** As the command takes it; what is no whole number comes as it was written. */
function numberIn(value: unknown): number | undefined {
  const written = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^\d{1,7}(?:\.\d{1,6})?$/.test(written) ? Number(written) : undefined;
}

/** @throws ApiError 400 */
export function readRateLimit(body: unknown, carriers: readonly string[]): RateLimit {
  const fields = fieldsIn(body, ['carrier', 'sender', 'perSecond']);
  const pace =
    only(fields, ['carrier', 'sender']) === 'carrier' ? carrierPace(carrierIn(fields, carriers)) : senderPace(nameIn(fields, 'sender'));
  if (fields.perSecond === null) return { pace, perSecond: null };
  const perSecond = numberIn(fields.perSecond);
  if (perSecond === undefined)
    throw bad(fault('perSecond', `should be messages a second, from 0 (no limit) to ${FASTEST}, or null (as configured)`));
  return { pace, perSecond };
}
