// Idempotency-Key: a repeated request gets the answer of the first request. The row of the key is written in the transaction of the work,
// so both are stored or neither. If the first request still runs, the repeated request waits for a short time, without a connection.
// Requests of the same process wait in memory; one of them polls for a first request of another process.
import type { FastifyRequest } from 'fastify';
import { createHash, type Hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { ApiError } from '../../http/api-error.js';
import { read, type Reader, sqlState, statement } from '../../queue/statements.js';
import { invalid } from '../reading/invalid.js';
import { KEY_IS_RUNNING, KEY_USED_OTHERWISE } from '../sentences.js';

/** The Idempotency-Key of a call, with its fingerprint. */
export interface Keyed {
  key: string;
  /** SHA-256 of the query and the body. */
  fingerprint: Buffer;
}

export interface KeyedRequest extends Keyed {
  lane: number;
  tenant: string;
  method: string;
  path: string;
}

/** A stored answer: 2xx or 400. After any other failure the key is free again. */
export interface Answer {
  status: number;
  body: object;
}

export interface Answered extends Answer {
  replayed: boolean;
}

/** Runs `work` in one transaction, on its connection. */
export type Transaction = <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>;

const KEY = /^[\x21-\x7e]{1,255}$/;
/** The lifetime of a key. */
export const KEPT_MS = 24 * 3_600_000;
const LOCK_NOT_AVAILABLE = '55P03';
/** The longest wait for a first request that still runs. */
const WAIT_MS = 2_000;
/** The lock timeout of one poll for a first request of another process. A poll holds a connection; the pauses between polls do not. */
const POLL_MS = 20;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 200;

interface KeyParameters {
  lane: number;
  tenant: string;
  method: string;
  path: string;
  key: string;
}

const CLAIM = statement<KeyParameters & { fingerprint: Buffer; before: Date }, { key: string }>('key-claim', import.meta.url);
const FIND = statement<KeyParameters, { fingerprint: Buffer; status: number | null; answer: string | null }>('key-find', import.meta.url);
const HOLDS = statement<KeyParameters & { since: Date }, { key: string }>('key-holds', import.meta.url);
const KEEP = statement<KeyParameters & { status: number; answer: string }>('key-keep', import.meta.url);

/** @throws ApiError 400 for a key that is not 1 to 255 visible characters. A repeated header is not valid */
export function idempotencyKey(request: FastifyRequest): string | undefined {
  const given = request.headers['idempotency-key'];
  if (given === undefined) return undefined;
  if (typeof given !== 'string' || !KEY.test(given)) throw invalid('Idempotency-Key', 'should have 1 to 255 visible characters');
  return given;
}

/** Begins the fingerprint of a request. The caller adds the body to the hash as it arrives. */
export const fingerprintOf = (query: string): Hash => createHash('sha256').update(`${Buffer.byteLength(query)}\n${query}`);

/**
 * Finds the lane that already holds the key, if the lanes have changed since its first use.
 * @param others the lanes that may hold it, within the lifetime of a key @param on executes the statement of a lane
 */
export async function laneHolding(
  others: readonly number[],
  { tenant, method, path, key }: Pick<KeyedRequest, 'tenant' | 'method' | 'path' | 'key'>,
  on: Reader,
): Promise<number | undefined> {
  const since = new Date(Date.now() - KEPT_MS);
  const found = await Promise.all(others.map((lane) => read(on, HOLDS, { lane, tenant, method, path, key, since })));
  return others.find((_, i) => (found[i]?.length ?? 0) > 0);
}

const stillRunning = (): ApiError => new ApiError(409, KEY_IS_RUNNING, undefined, { 'Retry-After': '1' });

/** The result of a running request. Undefined = it failed, and its key is free again. */
type Outcome = { fingerprint: Buffer; answer: Answer } | undefined;

/** The keys of one process and one kind of work. */
export class AnswersOnce {
  /** By the name of the key: the request of this process that holds its row or tries to claim it. */
  private readonly running = new Map<string, Promise<Outcome>>();

  /**
   * Runs `work` once for each key. The work and the stored answer commit together.
   * @throws ApiError 422 if the key was used for a different request, 409 while the first request runs
   */
  async answer(transaction: Transaction, keyed: KeyedRequest, work: (client: PoolClient) => Promise<Answer>): Promise<Answered> {
    const { running } = this;
    const { lane, tenant, method, path, key } = keyed;
    const name = JSON.stringify([lane, tenant, method, path, key]);
    const until = performance.now() + WAIT_MS;
    for (let first = running.get(name); first !== undefined; first = running.get(name)) {
      const outcome = await within(first, until);
      if (outcome !== undefined) return replay(outcome.fingerprint, outcome.answer, keyed);
    }
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    running.set(name, promise);
    let outcome: Outcome;
    try {
      const { fingerprint, replayed, ...answer } = await claimUntil(until, transaction, keyed, work);
      outcome = { fingerprint, answer };
      return replayed ? replay(fingerprint, answer, keyed) : { ...answer, replayed };
    } finally {
      running.delete(name);
      resolve(outcome);
    }
  }
}

function replay(fingerprint: Buffer, { status, body }: Answer, keyed: KeyedRequest): Answered {
  if (!fingerprint.equals(keyed.fingerprint)) throw new ApiError(422, KEY_USED_OTHERWISE);
  return { status, body, replayed: true };
}

/** @throws ApiError 409 if `work` has not ended by then */
async function within<T>(work: Promise<T>, until: number): Promise<T> {
  const late = new AbortController();
  const timeout = pause(Math.max(0, until - performance.now()), undefined, { signal: late.signal }).then(() => {
    throw stillRunning();
  });
  timeout.catch(() => undefined);
  try {
    return await Promise.race([work, timeout]);
  } finally {
    late.abort();
  }
}

type Claimed = Answered & { fingerprint: Buffer };

/** Polls while another process holds the row of the key. */
async function claimUntil(
  until: number,
  transaction: Transaction,
  keyed: KeyedRequest,
  work: (client: PoolClient) => Promise<Answer>,
): Promise<Claimed> {
  for (let rest = FIRST_PAUSE_MS; ; rest = Math.min(LONGEST_PAUSE_MS, 2 * rest)) {
    try {
      return await transaction((client) => claimed(client, keyed, work));
    } catch (error) {
      if (!(error instanceof KeyIsTaken)) throw error;
      if (performance.now() + rest >= until) throw stillRunning();
    }
    await pause(rest);
  }
}

/** A request of another process holds the row of the key and has not committed yet. */
class KeyIsTaken extends Error {
  readonly code = LOCK_NOT_AVAILABLE;
}

async function claimed(client: PoolClient, keyed: KeyedRequest, work: (client: PoolClient) => Promise<Answer>): Promise<Claimed> {
  const { lane, tenant, method, path, key, fingerprint } = keyed;
  const name = { lane, tenant, method, path, key };
  await client.query(`set local lock_timeout = ${POLL_MS}`);
  const mine = await read(client, CLAIM, { ...name, fingerprint, before: new Date(Date.now() - KEPT_MS) }).catch((error: unknown) => {
    throw sqlState(error) === LOCK_NOT_AVAILABLE ? new KeyIsTaken() : error;
  });
  await client.query('set local lock_timeout = 0');
  if (mine.length === 0) {
    const [first] = await read(client, FIND, name);
    if (first === undefined) throw new KeyIsTaken();
    return {
      fingerprint: first.fingerprint,
      status: first.status ?? 200,
      body: JSON.parse(first.answer ?? '{}') as object,
      replayed: true,
    };
  }
  const answer = await work(client);
  await read(client, KEEP, { ...name, status: answer.status, answer: JSON.stringify(answer.body) });
  return { ...answer, fingerprint, replayed: false };
}
