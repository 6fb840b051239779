// Reads a JSON body and its Idempotency-Key. The fingerprint covers the exact bytes: a repeated request must send the same bytes.
import type { FastifyRequest } from 'fastify';
import { LARGEST_JSON, parseJson, readBody, requireJson } from '../../http/json-body.js';
import { fingerprintOf, idempotencyKey, type Keyed } from './idempotency.js';

export interface KeyedJson {
  body: unknown;
  keyed?: Keyed;
}

/** @throws ApiError 400 for an invalid key or invalid JSON, 413 for more than `most` bytes, 415 for another content type */
export async function readKeyedJson(request: FastifyRequest, most = LARGEST_JSON): Promise<KeyedJson> {
  const key = idempotencyKey(request);
  requireJson(request);
  const bytes = await readBody(request, most);
  return { body: parseJson(bytes), ...(key !== undefined && { keyed: { key, fingerprint: fingerprintOf('').update(bytes).digest() } }) };
}
