// Reads the body of a submit to its end, in bounded memory and with its fingerprint where that is asked for. What is wrong with it is
// known only when all of it came, since a repeat with the same Idempotency-Key must answer the same.
import type { FastifyRequest } from 'fastify';
import type { Hash } from 'node:crypto';
import { ApiError } from '../../gateway/api-error.js';
import { bodyChunks } from '../../gateway/json-body.js';
import type { SubmitMessage } from '../submit-message.js';
import type { SubmitReader } from './submit-reader.js';

/**
 * @returns the messages that may be stored, or what their refusal answers
 * @throws ApiError 413 for more than `limit` bytes, at once · ClientGone
 */
export async function receive(
  request: FastifyRequest,
  reader: SubmitReader,
  limit: number,
  hash: Hash | undefined,
): Promise<SubmitMessage[] | ApiError> {
  let refusal: ApiError | undefined;
  for await (const chunk of bodyChunks(request, limit)) {
    hash?.update(chunk);
    if (refusal !== undefined) continue;
    try {
      reader.write(chunk);
    } catch (error) {
      refusal = asRefusal(error);
    }
  }
  if (refusal !== undefined) return refusal;
  try {
    return reader.end();
  } catch (error) {
    return asRefusal(error);
  }
}

function asRefusal(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}
