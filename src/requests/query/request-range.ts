// Which requests of a tenant a search walks over (sql/fragments/is-in-range.sql): only what an index leads to, so that each step costs what
// it walks.
import { statement } from '../../queue/statements.js';
import type { Key } from './search.js';

export interface RequestRange {
  tenant: string;
  /** Exactly who submitted. */
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
  /** Where to begin, behind the key: within its request where it names an entry. */
  startUs: string | null;
  startId: string | null;
}

/** How far a step goes; null = to the end. */
export interface EdgeParameters {
  edgeUs: string | null;
  edgeId: string | null;
}

/** `to` names a millisecond, all of it. */
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
