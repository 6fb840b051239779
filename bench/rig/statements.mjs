// The product's hot statements with the values that its own code gives them, for loops that run them over a bare pg client.
import { randomBytes } from 'node:crypto';
import { loadServerConfig } from '../../dist/modules.js';
import { completionOf } from '../../dist/queue/lease/completion.js';
import { CLAIM, COMPLETE, DispatchQueue } from '../../dist/queue/lease/dispatch-queue.js';
import { valuesOf } from '../../dist/queue/statements.js';

export const BATCH_SIZE = 200;
/** Every class of the fixtures' tenant. */
const CLASSES = [0, 1, 2, 3];
const TENANT = 'acme';

const named = ({ name, text }) => ({ name: `bench ${name}`, text });
const CLAIM_QUERY = named(CLAIM);
const COMPLETE_QUERY = named(COMPLETE);

let seen;
/** The queue over a connection that only notes what it is sent. */
const queue = new DispatchQueue({ pool: { query: (query) => (seen = query) && Promise.resolve({ rows: [] }) } }, loadServerConfig({}));

/** @param slices how many slices the claim may span */
export function claim({ lane = 0, slices, batch = BATCH_SIZE }) {
  const leaseToken = randomBytes(8).readBigInt64BE().toString();
  const sources = CLASSES.map((each) => ({ class: each, tenant: TENANT, level: each, slices }));
  void queue.claim(lane, leaseToken, { queue: 'text', providers: ['NOOP'], batch, sources });
  return { leaseToken, lane, query: { ...CLAIM_QUERY, values: seen.values } };
}

/** Completes everything that a claim answered as accepted. */
export function complete({ lane, leaseToken }, rows) {
  const entries = rows.map((row) => ({ requestId: row.request_id, first: row.first, entryId: row.entry_id }));
  const results = rows.map((row) => ({ kind: 'ended', outcome: 2, provider: 'NOOP', providerMessageId: `N${row.entry_id}` }));
  return { ...COMPLETE_QUERY, values: valuesOf(COMPLETE, completionOf({ lane, leaseToken, entries }, results)) };
}

/** How many slices a claim may span: grows while batches come back unfilled, shrinks when few were needed (as the product's runner). */
export class Span {
  slices = 1;

  adapt(rows, batch = BATCH_SIZE) {
    if (rows.length < batch) this.slices = Math.min(batch, this.slices * 2);
    else if (new Set(rows.map((row) => `${row.request_id} ${row.first}`)).size < this.slices / 2)
      this.slices = Math.max(1, this.slices >> 1);
  }
}
