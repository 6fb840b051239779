// A cancel of 200,000 scheduled messages: one cancel of the product beside the documented way of the job queues, by the jobs' IDs: pg-boss
// `cancel`, graphile-worker `completeJobs`.
import pg from 'pg';
import { Cancels } from '../dist/queue/control/cancels.js';
import { figure, median, milliseconds, ratio, spread } from './report.mjs';
import { withChildren } from './rig/child.mjs';
import { analyze, put } from './rig/fixtures.mjs';
import { connected } from './rig/postgres.mjs';

const ROUNDS = 2;
const CANCELS = 10;
const PEERS = { 'pg-boss': 'pgboss.job', 'graphile-worker': 'graphile_worker._private_jobs' };

export default async function ({ database, scale }) {
  const postgres = await database();
  const jobs = Math.round(200_000 * scale);
  const peers = Object.keys(PEERS);

  const peerCancel = (child, tables) =>
    postgres.with(
      async (url) => {
        await child.ask('prepare', { url });
        await child.ask('insert', { url, jobs, later: true });
        await connected(url, (client) => client.query(`vacuum (analyze) ${tables}`));
        await postgres.settle();
        const { seconds, cancelled } = await child.ask('cancel', { url });
        if (cancelled !== jobs) throw new Error(`${cancelled} of ${jobs} jobs were cancelled`);
        return seconds * 1_000;
      },
      { migrated: false },
    );

  await postgres.with(async (url) => {
    const ids = await connected(url, async (client) => {
      const stock = await put(client, { requests: (ROUNDS + 1) * CANCELS, recipients: jobs, entries: 0, startsIn: 86_400 });
      await analyze(client);
      return stock;
    });
    const pool = new pg.Pool({ connectionString: url, max: 1, options: '-c jit=off' });
    const cancels = new Cancels({ pool });
    const mine = async () => {
      const times = [];
      for (const id of ids.splice(0, CANCELS))
        times.push(
          await milliseconds(async () => {
            if ((await cancels.cancel(id, 'acme', 'bench'))?.cancelled !== jobs) throw new Error('A cancel did not take all back');
          }),
        );
      return median(times);
    };
    try {
      await withChildren(peers, async (...children) => {
        const runs = { product: [], 'pg-boss': [], 'graphile-worker': [] };
        await mine();
        for (let round = 0; round < ROUNDS; round++) {
          runs.product.push(await mine());
          for (const [i, peer] of peers.entries()) runs[peer].push(await peerCancel(children[i], PEERS[peer]));
        }
        for (const peer of peers) {
          const name = `cancel of 200,000 scheduled: ${peer} takes so much longer`;
          figure({ name, value: spread(runs[peer]).median, unit: 'ms', ratio: ratio(runs[peer], runs.product), bar: '>= 100' });
        }
        figure({ name: 'cancel of 200,000 scheduled: the product', value: spread(runs.product).median, unit: 'ms' });
      });
    } finally {
      await pool.end();
    }
  });
}
