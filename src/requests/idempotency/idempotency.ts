// Idempotency-Key: a repeated request gets the first one's answer. The key's row lives in the transaction of what it protects, so either
// both are there or neither; the repeat waits for a first one that is still running, for a moment. Nobody waits with a connection: those of
// this process wait for one another here, and one of them looks now and then whether another process's first one is done.
import type { FastifyRequest } from 'fastify';
import { createHash, type Hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { ApiError } from '../../http/api-error.js';
import { read, type Reader, sqlState, statement } from '../../queue/statements.js';
import { invalid } from '../reading/invalid.js';
import { KEY_IS_RUNNING, KEY_USED_OTHERWISE } from '../sentences.js';

/** The Idempotency-Key of a call. */
export interface Keyed {
  key: string;
  /** SHA-256 of what makes a repeat the same. */
  fingerprint: Buffer;
}

export interface KeyedRequest extends Keyed {
  lane: number;
  tenant: string;
  method: string;
  path: string;
}

/** An answer that is kept: 2xx and 400. Any other failure undoes its key. */
export interface Answer {
  status: number;
  body: object;
}

export interface Answered extends Answer {
  replayed: boolean;
}

/** Runs one transaction, of which `work` gets the connection. */
export type Transaction = <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>;

const KEY = /^[\x21-\x7e]{1,255}$/;
/** A key's life. */
export const KEPT_MS = 24 * 3_600_000;
const LOCK_NOT_AVAILABLE = '55P03';
/** How long a repeat waits for a first one that is running. */
const WAIT_MS = 2_000;
/** How long a look at another process's first one may hold a connection, and the pauses between looks. */
const LOOK_MS = 20;
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
 * @param others those that may, within a key's life @param on where a statement of a lane is read
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

/** What became of one that runs; undefined where it failed, and its key with it. */
type Outcome = { fingerprint: Buffer; answer: Answer } | undefined;

/** Of one process and one kind of work. */
export class AnswersOnce {
  /** By the key's name: the one of this process that has its row, or asks for it. */
  private readonly running = new Map<string, Promise<Outcome>>();

  /**
   * Answers once: what `work` does and the kept answer commit together.
   * @throws ApiError 422 for another request under the key, 409 while the first one runs
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

/** @throws ApiError 409 where it takes longer */
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

/** Again and again while another process has the key's row, each time for a moment. */
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

/** Another process's first one has the key's row and has not committed yet. */
class KeyIsTaken extends Error {
  readonly code = LOCK_NOT_AVAILABLE;
}

async function claimed(client: PoolClient, keyed: KeyedRequest, work: (client: PoolClient) => Promise<Answer>): Promise<Claimed> {
  const { lane, tenant, method, path, key, fingerprint } = keyed;
  const name = { lane, tenant, method, path, key };
  await client.query(`set local lock_timeout = ${LOOK_MS}`);
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
