// The product's hot statements with the values that its own code gives them, for loops that run them over a bare pg client.
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { loadServerConfig } from '../../dist/modules.js';
import { DispatchQueue } from '../../dist/queue/dispatch-queue.js';
import { recordValues } from '../../dist/queue/record.js';

export const WINDOW = 200;
/** Every class of the fixtures' tenant. */
const CLASSES = [0, 1, 2, 3];
const TENANT = 'acme';

const named = (name) => ({
  name: `bench ${name}`,
  text: readFileSync(new URL(`../../dist/queue/sql/${name}.sql`, import.meta.url), 'utf8'),
});

const TAKE = named('take');
const RECORD = named('record');

let seen;
/** The queue over a connection that only notes what it is sent. */
const queue = new DispatchQueue({ pool: { query: (query) => (seen = query) && Promise.resolve({ rows: [] }) } }, loadServerConfig({}));

/** @param slices how many slices the take may span */
export function take({ lane = 0, slices, window = WINDOW }) {
  const holder = randomBytes(8).readBigInt64BE().toString();
  const sources = CLASSES.map((each) => ({ class: each, tenant: TENANT, level: each, slices }));
  void queue.take(lane, holder, { queue: 'text', providers: ['NOOP'], window, sources });
  return { holder, lane, query: { ...TAKE, values: seen.values } };
}

/** Records everything that a take answered as accepted. */
export function record({ lane, holder }, rows) {
  const entries = rows.map((row) => ({ requestId: row.request_id, first: row.first, entryId: row.entry_id }));
  const results = rows.map((row) => ({ kind: 'ended', outcome: 2, provider: 'NOOP', providerMessageId: `N${row.entry_id}` }));
  return { ...RECORD, values: recordValues({ lane, holder, entries }, results) };
}

/** How many slices a take may span: grows while windows come back unfilled, shrinks when few were needed (as the product's runner). */
export class Span {
  slices = 1;

  adapt(rows, window = WINDOW) {
    if (rows.length < window) this.slices = Math.min(window, this.slices * 2);
    else if (new Set(rows.map((row) => `${row.request_id} ${row.first}`)).size < this.slices / 2)
      this.slices = Math.max(1, this.slices >> 1);
  }
}
