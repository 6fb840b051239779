// The body of a request, read only when a handler asks for it, after the guards. Never trusts its length, its encoding, its
// depth or its numbers: digits that a JavaScript number can't hold stay text.
import type { FastifyRequest } from 'fastify';
import { ApiError } from './api-error.js';

/** Nothing that the API takes is nested deeper. */
export const MAX_DEPTH = 32;
/** Objects, arrays and commas in one body: a million recipients of two fields and room around them. */
const MAX_PARTS = 4_000_000;
/** Fields of one object, and numbers that are no exact JavaScript numbers: far more than any request has, few enough to be cheap. */
export const MAX_FIELDS = 10_000;
const MAX_INEXACT = 100_000;
const JSON_TYPE = /^(?:application\/json|[\w!#$&^.+-]+\/[\w!#$&^.+-]+\+json)$/;
const CHARSET = /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const NUMBER_BYTES = new Set(Buffer.from('0123456789+-.eE'));
const SPACE = new Set(Buffer.from(' \t\r\n'));
const [QUOTE, BACKSLASH, COMMA, COLON, MINUS] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d];

/** From and to, in bytes. */
type Span = readonly [start: number, end: number];

/** The client hung up (or was timed out) half way: nobody is left to answer and there is nothing to report. */
export class ClientGone extends ApiError {
  constructor() {
    super(400, 'Invalid Request');
  }
}

export const tooLarge = (): ApiError => new ApiError(413, 'Request is too large');
export const unreadable = (): ApiError => new ApiError(400, 'Failed to parse the input request');

/**
 * The media type of a plain (not compressed) body in UTF-8, lower case; undefined where it is something else. Every `…+json` is JSON.
 */
export function mediaTypeOf(request: FastifyRequest): string | undefined {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => CHARSET.exec(parameter)?.[1]).find((name) => name !== undefined) ?? 'utf-8';
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (!/^utf-?8$/.test(charset) || encoding !== 'identity') return undefined;
  return JSON_TYPE.test(type.trim()) ? 'application/json' : type.trim();
}

export const unsupported = (): ApiError => new ApiError(415, 'Content type is not supported');

/** @throws ApiError 415 unless the body is declared as plain JSON in UTF-8 */
export function requireJson(request: FastifyRequest): void {
  if (mediaTypeOf(request) !== 'application/json') throw unsupported();
}

/**
 * A body as it arrives: the client is not read faster than its chunks are taken.
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

/** One pass over the bytes: what `JSON.parse` would answer with exhausted memory or an overflowed stack is refused before. */
function checkShape(bytes: Buffer): Span[] {
  const inexact: Span[] = [];
  /** Fields so far of each object that is open; NaN for an array. */
  const open: number[] = [];
  let parts = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (open.push(byte === 0x7b ? 1 : Number.NaN) > MAX_DEPTH) throw unreadable();
      if (++parts > MAX_PARTS) throw tooLarge();
    } else if (byte === 0x7d || byte === 0x5d) open.pop();
    else if (byte === COMMA) {
      const fields = (open.pop() ?? 0) + 1;
      open.push(fields);
      if (++parts > MAX_PARTS || fields > MAX_FIELDS) throw tooLarge();
    } else if (byte === MINUS || isDigit(byte)) {
      const end = endOfNumber(bytes, i);
      if (!isExact(bytes, i, end) && inexact.push([i, end]) > MAX_INEXACT) throw tooLarge();
      i = end - 1;
    }
  }
  return inexact;
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

function endOfNumber(bytes: Buffer, start: number): number {
  let end = start + 1;
  while (end < bytes.length && NUMBER_BYTES.has(bytes[end] ?? 0)) end++;
  return end;
}

/** True for what survives as a JavaScript number, and for what is none (`JSON.parse` says so), a key included. */
function isExact(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 16 && isDigit(bytes[start] ?? 0) && bytes.subarray(start, end).every(isDigit)) return true;
  const text = bytes.toString('latin1', start, end);
  if (!NUMBER.test(text) || (Number.isSafeInteger(Number(text)) && String(Number(text)) === text)) return true;
  let next = end;
  while (SPACE.has(bytes[next] ?? 0)) next++;
  return bytes[next] === COLON;
}

/** Puts quotes around the spans: a reviver would do the same, and make parsing ten times slower (37 s for 60 MB of numbers). */
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

/** A number as parseJson has it: a JavaScript number where that is exactly it, else its text. */
export function exactly(source: string): number | string {
  const value = Number(source);
  return Number.isSafeInteger(value) && source === String(value) ? value : source;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * For bodies that are read whole. Digits that a JavaScript number can't hold exactly come as text.
 * @throws ApiError 400 for anything that isn't one JSON value in valid UTF-8 · 413 for more parts than any request has
 */
export function parseJson(bytes: Buffer): unknown {
  const inexact = checkShape(bytes);
  try {
    const exact = inexact.length === 0 ? bytes : quote(bytes, inexact);
    return JSON.parse(UTF8.decode(exact)) as unknown;
  } catch {
    throw unreadable();
  }
}
