// Idempotency-Key: a repeated request gets the first one's answer. The key's row lives in the transaction of what it protects, so either
// both are there or neither; the repeat waits for a first one that is still running, for a moment.
import type { FastifyRequest } from 'fastify';
import { createHash, type Hash } from 'node:crypto';
import { ApiError } from '../gateway/api-error.js';
import { sqlState } from '../queue/statements.js';
import { invalid } from './invalid.js';

export interface KeyedRequest {
  lane: number;
  tenant: string;
  method: string;
  path: string;
  key: string;
  fingerprint: Buffer;
}

/** An answer that is kept: 2xx and 400. Any other failure undoes its key. */
export interface Answer {
  status: number;
  body: object;
}

export interface Answered extends Answer {
  replayed: boolean;
}

/** One statement on the transaction of the protected work. */
export type Query = (sql: string, values: unknown[]) => Promise<unknown[]>;

const KEY = /^[\x21-\x7e]{1,255}$/;
/** A key's life. */
export const KEPT_MS = 24 * 3_600_000;
const LOCK_NOT_AVAILABLE = '55P03';

// A key past its day is as good as new.
const CLAIM = `insert into sms_idempotency as k (lane, tenant, method, path, key, fingerprint) values ($1, $2, $3, $4, $5, $6)
  on conflict (lane, tenant, method, path, key)
  do update set fingerprint = excluded.fingerprint, status = null, answer = null, created_at = excluded.created_at where k.created_at < $7
  returning key`;
const FIND = `select k.fingerprint, k.status, k.answer from sms_idempotency k
  where k.lane = $1 and k.tenant = $2 and k.method = $3 and k.path = $4 and k.key = $5`;
const HOLDS = `select from sms_idempotency k
  where k.lane = $1 and k.tenant = $2 and k.method = $3 and k.path = $4 and k.key = $5 and k.created_at >= $6`;
const KEEP = `update sms_idempotency k set status = $6, answer = $7
  where k.lane = $1 and k.tenant = $2 and k.method = $3 and k.path = $4 and k.key = $5`;

/** @throws ApiError 400 for a key that isn't 1–255 visible characters (a repeated header is none) */
export function idempotencyKey(request: FastifyRequest): string | undefined {
  const given = request.headers['idempotency-key'];
  if (given === undefined) return undefined;
  if (typeof given !== 'string' || !KEY.test(given)) throw invalid('Idempotency-Key', 'should have 1 to 255 visible characters');
  return given;
}

/** Begins the fingerprint of a request: what follows is its body, as it arrives. */
export const fingerprintOf = (query: string): Hash => createHash('sha256').update(`${Buffer.byteLength(query)}\n${query}`);

/**
 * The lane that holds the key already, where other lanes were named when it was first used.
 * @param others those that may, within a key's life @param ask one statement of a lane
 */
export async function laneHolding(
  others: readonly number[],
  { tenant, method, path, key }: Pick<KeyedRequest, 'tenant' | 'method' | 'path' | 'key'>,
  ask: (sql: string, values: unknown[]) => Promise<unknown[]>,
): Promise<number | undefined> {
  const since = new Date(Date.now() - KEPT_MS);
  const found = await Promise.all(others.map((lane) => ask(HOLDS, [lane, tenant, method, path, key, since])));
  return others.find((_, i) => (found[i]?.length ?? 0) > 0);
}

/**
 * Answers once. Runs inside a transaction: what `work` does and the kept answer commit together.
 * @throws ApiError 422 for another request under the key, 409 while the first one runs
 */
export async function answerOnce(query: Query, keyed: KeyedRequest, work: () => Promise<Answer>): Promise<Answered> {
  const { lane, tenant, method, path, key } = keyed;
  const name = [lane, tenant, method, path, key];
  await query(`set local lock_timeout = '2s'`, []);
  const claimed = await query(CLAIM, [...name, keyed.fingerprint, new Date(Date.now() - KEPT_MS)]).catch((error: unknown) => {
    if (isLockTimeout(error))
      throw new ApiError(409, 'The first request with this Idempotency-Key is still running', undefined, { 'Retry-After': '1' });
    throw error;
  });
  await query('set local lock_timeout = 0', []);
  if (claimed.length === 0) {
    const [first] = (await query(FIND, name)) as { fingerprint: Buffer; status: number | null; answer: string | null }[];
    if (!first?.fingerprint.equals(keyed.fingerprint)) throw new ApiError(422, 'The Idempotency-Key was used with another request');
    return { status: first.status ?? 200, body: JSON.parse(first.answer ?? '{}') as object, replayed: true };
  }
  const answer = await work();
  await query(KEEP, [...name, answer.status, JSON.stringify(answer.body)]);
  return { ...answer, replayed: false };
}

/** By its code: TypeORM wraps the driver's error. */
function isLockTimeout(error: unknown): boolean {
  const driver = typeof error === 'object' && error !== null && 'driverError' in error ? error.driverError : undefined;
  return sqlState(error) === LOCK_NOT_AVAILABLE || sqlState(driver) === LOCK_NOT_AVAILABLE;
}
