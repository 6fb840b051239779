// Reads the body of a submit to its end, in bounded memory, and computes its fingerprint if there is an Idempotency-Key. A fault is reported
// only at the end of the body, since a repeated call with the same key must get the same answer. The body is read in small pieces, so that
// other work of the event loop runs in between.
import type { FastifyRequest } from 'fastify';
import type { Hash } from 'node:crypto';
import { ApiError } from '../../http/api-error.js';
import { bodyChunks } from '../../http/json-body.js';
import type { TenantShare } from '../../platform/loop-share.js';
import type { SubmitMessage } from './submit-message.js';
import type { Unsettled } from './recipients.js';
import type { SubmitReader } from './submit-reader.js';

/** The size of a piece: the slowest reader takes at most some milliseconds for it. */
const PIECE_BYTES = 8_192;

export interface Receiving {
  /** The size limit of the body, bytes. */
  limit: number;
  hash: Hash | undefined;
  tenantShare: TenantShare;
  /** The lists that the reader leaves unsettled. */
  unsettled: Unsettled;
  /** Acquired before more than `bytes` bytes of a body are read. @throws ApiError 429 */
  large: { bytes: number; enter: () => Promise<void> };
}

/**
 * @returns the checked messages, or their refusal
 * @throws ApiError 413 for more than `limit` bytes, at once · 429 for too many large ones · ClientGone
 */
export async function receive(request: FastifyRequest, reader: SubmitReader, receiving: Receiving): Promise<SubmitMessage[] | ApiError> {
  const { limit, hash, tenantShare, large } = receiving;
  let refusal: ApiError | undefined;
  let size = 0;
  for await (const chunk of bodyChunks(request, limit)) {
    const before = size;
    size += chunk.length;
    if (before <= large.bytes && size > large.bytes) await large.enter();
    hash?.update(chunk);
    refusal ??= await refusalOf(() => readPieces(chunk, reader, receiving));
  }
  let messages: SubmitMessage[] = [];
  refusal ??= await refusalOf(async () => {
    messages = await tenantShare.run(reader.end());
  });
  return refusal ?? messages;
}

async function readPieces(chunk: Buffer, reader: SubmitReader, { tenantShare, unsettled }: Receiving): Promise<void> {
  for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
    await tenantShare.ready();
    reader.write(chunk.subarray(from, from + PIECE_BYTES));
    await tenantShare.run(unsettled.settle());
  }
}

/** @returns the refusal of the work, if it throws one. @throws every other error */
async function refusalOf(work: () => Promise<void>): Promise<ApiError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
