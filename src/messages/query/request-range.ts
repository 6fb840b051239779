// Which requests of a tenant a search walks over, as SQL: only what an index leads to, so that each step costs what it walks.
import type { Key } from './search.js';

export interface RequestRange {
  tenant: string;
  /** Exactly who submitted. */
  user?: string;
  from?: Date;
  to?: Date;
}

export const US = '(extract(epoch from r.created_at) * 1000000)::bigint';
export const NEWEST_FIRST = 'r.created_at desc, r.id desc';

/** Over `r`, with rangeValues as $1 to $7: where to begin, behind the key: within its request where it names an entry. */
export const IN_RANGE = `r.lane = $1 and r.tenant = $2 and r.module = 'sms' and ($3::text is null or r.submitted_by = $3)
  and ($4::timestamptz is null or r.created_at >= $4) and ($5::timestamptz is null or r.created_at < $5)
  and ($6::bigint is null or (r.created_at, r.id) < (timestamptz 'epoch' + $6::bigint * interval '1 microsecond', $7::bigint))`;

/** `to` names a millisecond, all of it. */
export const rangeValues = (lane: number, { tenant, user, from, to }: RequestRange, start: Key | undefined): unknown[] => [
  ...[lane, tenant, user ?? null, from ?? null, to === undefined ? null : new Date(to.getTime() + 1)],
  ...[start?.us ?? null, start?.id ?? null],
];

/** The last of the next so many requests ($8, less one): what is read up to it has all been seen. No row where fewer are left. */
export const EDGE = `select ${US} as us, r.id from request r where ${IN_RANGE} order by ${NEWEST_FIRST} offset $8 limit 1`;

/** Over `r`, with the edge as $8 and $9 (null = to the end). */
export const TO_EDGE =
  "($8::bigint is null or (r.created_at, r.id) >= (timestamptz 'epoch' + $8::bigint * interval '1 microsecond', $9::bigint))";
