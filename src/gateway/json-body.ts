// The body of a request, read only when a handler asks for it, after the guards. Never trusts its length, its encoding, its
// depth or its numbers: digits that a JavaScript number can't hold stay text.
import type { FastifyRequest } from 'fastify';
import { ApiError } from './api-error.js';

/** Nothing that the API takes is nested deeper. */
const MAX_DEPTH = 32;
/** Objects and arrays in one body: a million recipients and room around them. */
const MAX_CONTAINERS = 1_500_000;
const JSON_TYPE = /^(?:application\/json|[\w!#$&^.+-]+\/[\w!#$&^.+-]+\+json)$/;
const CHARSET = /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/;
/** A number that may not survive as a JavaScript number: many digits, a fraction, an exponent, a negative zero. False alarms only cost time. */
const RISKY_NUMBER = /(?:^|[\s:,[])(?:-?\d{16}|-?\d{1,15}[.eE]|-0)/;

/** The client hung up (or was timed out) half way: nobody is left to answer and there is nothing to report. */
export class ClientGone extends ApiError {
  constructor() {
    super(400, 'Invalid Request');
  }
}

const tooLarge = (): ApiError => new ApiError(413, 'Request is too large');
const unreadable = (): ApiError => new ApiError(400, 'Failed to parse the input request');

/** @throws ApiError 415 unless the body is declared as plain (not compressed) JSON in UTF-8 */
export function requireJson(request: FastifyRequest): void {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => CHARSET.exec(parameter)?.[1]).find((name) => name !== undefined) ?? 'utf-8';
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (!JSON_TYPE.test(type.trim()) || !/^utf-?8$/.test(charset) || encoding !== 'identity')
    throw new ApiError(415, 'Content type is not supported');
}

/** @throws ApiError 413 over the limit · ClientGone */
export async function readBody(request: FastifyRequest, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Leaving the loop must not destroy the stream: the connection still has to carry the 413.
    for await (const chunk of request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) break;
      chunks.push(chunk);
    }
  } catch {
    throw new ClientGone();
  }
  if (size > limit) throw tooLarge();
  return Buffer.concat(chunks, size);
}

/** One pass over the bytes, 1 ns each: what `JSON.parse` would answer with exhausted memory or an overflowed stack is refused before. */
function checkShape(bytes: Buffer): void {
  let depth = 0;
  let containers = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_DEPTH) throw unreadable();
      if (++containers > MAX_CONTAINERS) throw tooLarge();
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
}

/** Keeps the source text of a number that isn't exactly what was written. */
function exactNumber(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || (Number.isSafeInteger(value) && context.source === String(value))) return value;
  return context.source;
}

/** @throws ApiError 400 for anything that isn't one JSON value in valid UTF-8 */
export function parseJson(bytes: Buffer): unknown {
  checkShape(bytes);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // The reviver makes parsing ten times slower, so only texts that need it get it.
    return RISKY_NUMBER.test(text) ? JSON.parse(text, exactNumber as never) : (JSON.parse(text) as unknown);
  } catch {
    throw unreadable();
  }
}
