// Reads the body of a submit to its end, in bounded memory and with its fingerprint where that is asked for. What is wrong with it is
// known only when all of it came, since a repeat with the same Idempotency-Key must answer the same. It is read in small pieces, and
// between two of them others have their turn of the event loop.
import type { FastifyRequest } from 'fastify';
import type { Hash } from 'node:crypto';
import { ApiError } from '../../http/api-error.js';
import { bodyChunks } from '../../http/json-body.js';
import type { TenantShare } from '../../platform/loop-share.js';
import type { SubmitMessage } from './submit-message.js';
import type { Unsettled } from './recipients.js';
import type { SubmitReader } from './submit-reader.js';

/** What takes the slowest reader some milliseconds at most. */
const PIECE_BYTES = 8_192;

export interface Receiving {
  /** Bytes of the body at most. */
  limit: number;
  hash: Hash | undefined;
  tenantShare: TenantShare;
  /** What the reader leaves to be decided. */
  unsettled: Unsettled;
  /** Asked for before a body is read on that has more bytes than these. @throws ApiError */
  large: { bytes: number; enter: () => Promise<void> };
}

/**
 * @returns the messages that may be stored, or what their refusal answers
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

/** What the work is refused for. @throws what is no refusal */
async function refusalOf(work: () => Promise<void>): Promise<ApiError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
