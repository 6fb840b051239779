// A JSON body that may come with an Idempotency-Key: the bytes as they came are what a repeat must have too.
import type { FastifyRequest } from 'fastify';
import { LARGEST_JSON, parseJson, readBody, requireJson } from '../../http/json-body.js';
import { fingerprintOf, idempotencyKey, type Keyed } from './idempotency.js';

export interface KeyedJson {
  body: unknown;
  keyed?: Keyed;
}

/** @throws ApiError 400 for a bad key or a body that is no JSON, 413 for a larger one than `most` bytes, 415 */
export async function readKeyedJson(request: FastifyRequest, most = LARGEST_JSON): Promise<KeyedJson> {
  const key = idempotencyKey(request);
  requireJson(request);
  const bytes = await readBody(request, most);
  return { body: parseJson(bytes), ...(key !== undefined && { keyed: { key, fingerprint: fingerprintOf('').update(bytes).digest() } }) };
}
