// One request drained by 1, 2 and 4 worker processes on one database, with a provider that accepts at once; and the load of the machine, to
// find the bottleneck.
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { figure, note, ratio, spread } from './report.mjs';
import { withChildren } from './rig/child.mjs';
import { analyze, put, start } from './rig/fixtures.mjs';
import { connected } from './rig/postgres.mjs';

const ROUNDS = 2;
const COUNTS = [1, 2, 4];
const LOOK_MS = 20;
/** A drain that takes longer has failed. */
const MOST_MS = 120_000;

export default async function ({ database, scale }) {
  const postgres = await database();
  const entries = Math.round(200_000 * scale);

  const drained = async (client) => {
    const until = performance.now() + MOST_MS;
    for (;;) {
      const { rows } = await client.query('select sum(submitted)::int as submitted from queue_slice');
      if (rows[0].submitted >= entries) return;
      if (performance.now() > until) throw new Error(`Only ${rows[0].submitted} of ${entries} were drained`);
      await pause(LOOK_MS);
    }
  };

  const run = (count) =>
    postgres.with((url) =>
      withChildren(Array(count).fill('product'), (...workers) =>
        connected(url, async (client) => {
          await put(client, { recipients: entries, startsIn: 600 });
          await analyze(client);
          await Promise.all(workers.map((worker) => worker.ask('open', { url, settings: { ROLE: 'worker' } })));
          await postgres.settle();
          const cpu = () => [workers.reduce((sum, worker) => sum + worker.cpu(), 0), postgres.cpu()];
          const [before, began] = [cpu(), performance.now()];
          await start(client);
          await drained(client);
          const seconds = (performance.now() - began) / 1_000;
          const [node, server] = cpu().map((used, i) => (used - before[i]) / seconds);
          await Promise.all(workers.map((worker) => worker.ask('close')));
          return { perSecond: entries / seconds, node, server };
        }),
      ),
    );

  const runs = new Map(COUNTS.map((count) => [count, []]));
  for (let round = 0; round < ROUNDS; round++) for (const count of COUNTS) runs.get(count).push(await run(count));
  const of = (count, key) => runs.get(count).map((each) => each[key]);
  for (const count of COUNTS) {
    const [node, server] = ['node', 'server'].map((key) => spread(of(count, key)).median);
    const told = {
      name: `drain with ${count} worker${count === 1 ? '' : 's'}${count === 1 ? '' : ' / 1 worker'}`,
      ...{ value: spread(of(count, 'perSecond')).median, unit: 'entries/s' },
    };
    figure({ ...told, ...(count > 1 && { ratio: ratio(of(count, 'perSecond'), of(1, 'perSecond')) }) });
    const free = availableParallelism() - node - server;
    note(
      `${node.toFixed(2)} cores for Node, ${server.toFixed(2)} for PostgreSQL, ${free.toFixed(2)} of ${availableParallelism()} not used by them`,
    );
  }
}
