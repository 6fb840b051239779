// The yardstick of a drain: the product's own claim and complete over bare pg connections, and nothing else.
import { setTimeout as pause } from 'node:timers/promises';
import { DISPATCH_SESSION } from '../../dist/platform/database/database.js';
import { connect } from '../rig/postgres.mjs';
import { serve } from '../rig/serve.mjs';
import { claim, complete, Span } from '../rig/statements.mjs';

async function run(client, span, state) {
  while (state.done < state.entries) {
    const batch = claim({ slices: span.slices });
    const { rows } = await client.query(batch.query);
    span.adapt(rows);
    if (rows.length === 0) {
      // The other connections have the last batches.
      await pause(1);
      continue;
    }
    await client.query(complete(batch, rows));
    state.done += rows.length;
  }
}

serve({
  /** Seconds for so many entries over so many connections, each with one batch at a time. */
  async drain({ url, entries, connections }) {
    const clients = await Promise.all(Array.from({ length: connections }, () => connect(url, DISPATCH_SESSION)));
    try {
      const state = { done: 0, entries };
      const span = new Span();
      const began = performance.now();
      await Promise.all(clients.map((client) => run(client, span, state)));
      return (performance.now() - began) / 1_000;
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  },
});
