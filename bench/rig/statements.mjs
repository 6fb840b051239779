// The product's hot statements with parameters from its own code, for loops that run them over a bare pg client.
import { randomBytes } from 'node:crypto';
import { loadServerConfig } from '../../dist/modules.js';
import { completionOf } from '../../dist/queue/lease/completion.js';
import { CLAIM, COMPLETE, DispatchQueue } from '../../dist/queue/lease/dispatch-queue.js';
import { valuesOf } from '../../dist/queue/statements.js';

export const BATCH_SIZE = 200;
/** The priority classes of the fixtures' tenant. */
const CLASSES = [0, 1, 2, 3];
const TENANT = 'acme';

const named = ({ name, text }) => ({ name: `bench ${name}`, text });
const CLAIM_QUERY = named(CLAIM);
const COMPLETE_QUERY = named(COMPLETE);

let seen;
/** The queue over a connection that only records the statements. */
const queue = new DispatchQueue({ pool: { query: (query) => (seen = query) && Promise.resolve({ rows: [] }) } }, loadServerConfig({}));

/** @param slices the most slices of a claim */
export function claim({ lane = 0, slices, batch = BATCH_SIZE }) {
  const leaseToken = randomBytes(8).readBigInt64BE().toString();
  const sources = CLASSES.map((each) => ({ class: each, tenant: TENANT, level: each, slices }));
  void queue.claim(lane, leaseToken, { queue: 'text', providers: ['NOOP'], batch, sources });
  return { leaseToken, lane, query: { ...CLAIM_QUERY, values: seen.values } };
}

/** Completes all entries of a claim as accepted. */
export function complete({ lane, leaseToken }, rows) {
  const entries = rows.map((row) => ({ requestId: row.request_id, first: row.first, entryId: row.entry_id }));
  const results = rows.map((row) => ({ kind: 'ended', outcome: 2, provider: 'NOOP', providerMessageId: `N${row.entry_id}` }));
  return { ...COMPLETE_QUERY, values: valuesOf(COMPLETE, completionOf({ lane, leaseToken, entries }, results)) };
}

/**
 * The most slices of a claim: it grows after batches that were not full, and shrinks after few slices were needed (as in the product's
 * runner).
 */
export class Span {
  slices = 1;

  adapt(rows, batch = BATCH_SIZE) {
    if (rows.length < batch) this.slices = Math.min(batch, this.slices * 2);
    else if (new Set(rows.map((row) => `${row.request_id} ${row.first}`)).size < this.slices / 2)
      this.slices = Math.max(1, this.slices >> 1);
  }
}
