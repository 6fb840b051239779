// Reads the body of a request, only when a handler asks for it, after the guards. It does not trust length, encoding, depth or numbers of
// the body: digits that a JavaScript number cannot hold stay text.
import type { FastifyRequest } from 'fastify';
import { ApiError } from './api-error.js';
import { INVALID_REQUEST, TOO_LARGE, UNREADABLE, UNSUPPORTED } from './sentences.js';

/** The greatest depth. No body of the API is nested deeper. */
export const MAX_DEPTH = 32;
/** Objects, arrays and commas in one body: enough for a million recipients of two fields. */
const MAX_PARTS = 4_000_000;
/** Fields of one object, and numbers that are not exact JavaScript numbers: far more than any request has, and still cheap. */
export const MAX_FIELDS = 10_000;
const MAX_INEXACT = 100_000;
const JSON_TYPE = /^(?:application\/json|[\w!#$&^.+-]+\/[\w!#$&^.+-]+\+json)$/;
const CHARSET = /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const NUMBER_BYTES = new Set(Buffer.from('0123456789+-.eE'));
const SPACE = new Set(Buffer.from(' \t\r\n'));
const [QUOTE, BACKSLASH, COMMA, COLON, MINUS] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d];

/** Start and end, in bytes. */
type Span = readonly [start: number, end: number];

const SHOWN_NAME = 64;

/** The client disconnected (or timed out) before the end of its body: there is no one to answer and nothing to report. */
export class ClientGone extends ApiError {
  constructor() {
    super(400, INVALID_REQUEST);
  }
}

export const tooLarge = (): ApiError => new ApiError(413, TOO_LARGE);
export const unreadable = (): ApiError => new ApiError(400, UNREADABLE);
/** With two values of a field the last one would count, and the intended one is unknown. */
export const givenTwice = (field: string): ApiError =>
  new ApiError(400, UNREADABLE, [{ field: field.slice(0, SHOWN_NAME), message: 'is there twice' }]);

/** The media type of a plain (not compressed) body in UTF-8, in lower case; undefined for another body. Every `…+json` is JSON. */
export function mediaTypeOf(request: FastifyRequest): string | undefined {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => CHARSET.exec(parameter)?.[1]).find((name) => name !== undefined) ?? 'utf-8';
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (!/^utf-?8$/.test(charset) || encoding !== 'identity') return undefined;
  return JSON_TYPE.test(type.trim()) ? 'application/json' : type.trim();
}

export const unsupported = (): ApiError => new ApiError(415, UNSUPPORTED);

/** @throws ApiError 415 unless the body is declared as plain JSON in UTF-8 */
export function requireJson(request: FastifyRequest): void {
  if (mediaTypeOf(request) !== 'application/json') throw unsupported();
}

/**
 * A body as it arrives: the client is read no faster than the chunks are consumed.
 * @throws ApiError 413 over the limit, at once · ClientGone
 */
export async function* bodyChunks(request: FastifyRequest, limit: number): AsyncGenerator<Buffer, void, undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  let size = 0;
  try {
    // Leaving the loop must not destroy the stream: the connection still has to carry the 413.
    for await (const chunk of request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) break;
      yield chunk;
    }
  } catch {
    throw new ClientGone();
  }
  if (size > limit) throw tooLarge();
}

/** @throws ApiError 413 over the limit · ClientGone */
export async function readBody(request: FastifyRequest, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bodyChunks(request, limit)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The open levels: an object with the names of its fields so far, or an array. */
class Open {
  fields = 1;
  private first: string | undefined;
  private names: Set<string> | undefined;

  constructor(readonly isObject: boolean) {}

  /** False if the name is there already. */
  add(name: string): boolean {
    if (this.first === undefined) {
      this.first = name;
      return true;
    }
    this.names ??= new Set([this.first]);
    return this.names.size < this.names.add(name).size;
  }
}

/** A name between its quotes, undecoded. */
function nameIn(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  if (!text.includes('\\')) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}

/** One pass over the bytes, which refuses bodies that would exhaust the memory or the stack of `JSON.parse`. */
function checkShape(bytes: Buffer): { inexact: Span[]; twice: string | undefined } {
  const inexact: Span[] = [];
  const open: Open[] = [];
  let twice: string | undefined;
  let parts = 0;
  let inString = false;
  /** The place where the name of a field begins; -1 if none may begin. */
  let name = -1;
  let nameMayCome = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) {
        inString = false;
        if (name >= 0 && twice === undefined) {
          const field = nameIn(bytes, name, i);
          if (open.at(-1)?.add(field) === false) twice = field;
        }
      }
    } else if (byte === QUOTE) {
      inString = true;
      name = nameMayCome ? i + 1 : -1;
      nameMayCome = false;
    } else if (byte === 0x7b || byte === 0x5b) {
      nameMayCome = byte === 0x7b;
      if (open.push(new Open(nameMayCome)) > MAX_DEPTH) throw unreadable();
      if (++parts > MAX_PARTS) throw tooLarge();
    } else if (byte === 0x7d || byte === 0x5d) open.pop();
    else if (byte === COMMA) {
      const last = open.at(-1);
      nameMayCome = last?.isObject === true;
      if (++parts > MAX_PARTS || (last?.isObject === true && ++last.fields > MAX_FIELDS)) throw tooLarge();
    } else if (byte === MINUS || isDigit(byte)) {
      const end = endOfNumber(bytes, i);
      if (!isExact(bytes, i, end) && inexact.push([i, end]) > MAX_INEXACT) throw tooLarge();
      i = end - 1;
    }
  }
  return { inexact, twice };
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

function endOfNumber(bytes: Buffer, start: number): number {
  let end = start + 1;
  while (end < bytes.length && NUMBER_BYTES.has(bytes[end] ?? 0)) end++;
  return end;
}

/** True for a number that survives as a JavaScript number, for a key, and for an invalid number (`JSON.parse` reports it). */
function isExact(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 16 && isDigit(bytes[start] ?? 0) && bytes.subarray(start, end).every(isDigit)) return true;
  const text = bytes.toString('latin1', start, end);
  if (!NUMBER.test(text) || (Number.isSafeInteger(Number(text)) && String(Number(text)) === text)) return true;
  let next = end;
  while (SPACE.has(bytes[next] ?? 0)) next++;
  return bytes[next] === COLON;
}

/** Puts quotes around the spans. A reviver would do the same ten times slower (37 s for 60 MB of numbers). */
function quote(bytes: Buffer, spans: readonly Span[]): Buffer {
  const out = Buffer.allocUnsafe(bytes.length + 2 * spans.length);
  let at = 0;
  let from = 0;
  for (const [start, end] of spans) {
    at += bytes.copy(out, at, from, start);
    out[at++] = QUOTE;
    at += bytes.copy(out, at, start, end);
    out[at++] = QUOTE;
    from = end;
  }
  bytes.copy(out, at, from);
  return out;
}

/** A number as parseJson returns it: a JavaScript number if it is exact, else its text. */
export function exactly(source: string): number | string {
  const value = Number(source);
  return Number.isSafeInteger(value) && source === String(value) ? value : source;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * For bodies that are read whole. Digits that a JavaScript number cannot hold exactly come as text.
 * @throws ApiError 400 for anything but one JSON value in valid UTF-8, or for a repeated field · 413 for more parts than any request has
 */
export function parseJson(bytes: Buffer): unknown {
  const { inexact, twice } = checkShape(bytes);
  let value: unknown;
  try {
    const exact = inexact.length === 0 ? bytes : quote(bytes, inexact);
    value = JSON.parse(UTF8.decode(exact));
  } catch {
    throw unreadable();
  }
  if (twice !== undefined) throw givenTwice(twice);
  return value;
}

/** The limit for a body without a list. */
export const LARGEST_JSON = 65_536;

/** The body of a route that accepts JSON alone. @throws ApiError 415 · 413 · 400 */
export async function readJson(request: FastifyRequest, limit = LARGEST_JSON): Promise<unknown> {
  requireJson(request);
  return parseJson(await readBody(request, limit));
}
