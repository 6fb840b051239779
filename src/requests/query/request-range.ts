// The range of requests that a search reads (sql/fragments/is-in-range.sql). The range has only conditions of an index, so that a step reads
// no other rows.
import { statement } from '../../queue/statements.js';
import type { Key } from './search.js';

export interface RequestRange {
  tenant: string;
  /** The exact subject of the submitting caller. */
  user?: string;
  from?: Date;
  to?: Date;
}

export interface RangeParameters {
  lane: number;
  module: string;
  tenant: string;
  user: string | null;
  from: Date | null;
  before: Date | null;
  /** The range begins after this key. If the key names an entry, it begins within the entry's request. */
  startUs: string | null;
  startId: string | null;
}

/** The end of a step. Null = no end. */
export interface EdgeParameters {
  edgeUs: string | null;
  edgeId: string | null;
}

/** `to` includes its whole millisecond. */
export const rangeOf = (
  { lane, module }: { lane: number; module: string },
  { tenant, user, from, to }: RequestRange,
  start: Key | undefined,
): RangeParameters => ({
  ...{ lane, module, tenant, user: user ?? null, from: from ?? null },
  before: to === undefined ? null : new Date(to.getTime() + 1),
  ...{ startUs: start?.us ?? null, startId: start?.id ?? null },
});

export const edgeOf = (edge: Key | undefined): EdgeParameters => ({ edgeUs: edge?.us ?? null, edgeId: edge?.id ?? null });

export const EDGE = statement<RangeParameters & { further: number }, Key>('edge', import.meta.url);
