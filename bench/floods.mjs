// Another tenant's cancels while one caller floods the same process, below the default rate limit: the 99th percentile of their duration,
// and the number of failures. Each flood has a server of its own, with a worker in it, as in `npm start`.
import { setTimeout as pause } from 'node:timers/promises';
import { figure, note, percentile } from './report.mjs';
import { withChildren } from './rig/child.mjs';
import { analyze, put } from './rig/fixtures.mjs';
import { floodsOf } from './rig/floods.mjs';
import { connected } from './rig/postgres.mjs';

const SECONDS = 10;
const EVERY_MS = 25;
/** 12,000 a minute. */
const FLOOD_EVERY_MS = 5;
const WARM_UP = 40;
/** The limit of the machine. */
const NONE = 'none';

export default async function ({ database, scale }) {
  const postgres = await database();
  const cancels = (SECONDS * 1_000) / EVERY_MS;
  const only = process.env.BENCH_FLOOD;
  const names = [NONE, ...Object.keys(floodsOf(scale))];
  for (const name of names.filter((each) => only === undefined || each.includes(only)))
    await postgres.with((url) =>
      withChildren(['product', 'flooder', 'flooder'], async (product, flooder, canceller) => {
        const ids = await connected(url, async (client) => {
          const stock = await put(client, { requests: cancels + WARM_UP, entries: 0, startsIn: 86_400 });
          if (name.startsWith('status')) await put(client, { first: 100_000, requests: 200_000, tenant: 'flooder', startsIn: 86_400 });
          await analyze(client);
          return stock;
        });
        const { port } = await product.ask('open', { url, settings: { DEFAULT_COUNTRY: 'IN', RATE_LIMIT: '12000' } });
        await canceller.ask('cancels', { port, ids: ids.splice(0, WARM_UP), everyMs: EVERY_MS });
        if (name !== NONE) await flooder.ask('flood', { port, name, scale, everyMs: FLOOD_EVERY_MS });
        await pause(1_000);
        const { times, failed } = await canceller.ask('cancels', { port, ids, everyMs: EVERY_MS });
        const statuses = name === NONE ? {} : await flooder.ask('stop');
        const told = Object.entries(statuses).map(([status, count]) => `${count} × ${status === '0' ? 'no answer' : status}`);
        note(
          `${name}: p50 ${percentile(times, 0.5).toFixed(0)} ms, slowest ${Math.max(...times).toFixed(0)} ms; the flood: ${told.join(', ')}`,
        );
        figure({ name: `cancel beside a flood: ${name}`, value: percentile(times, 0.99), unit: 'ms (p99)', bar: '<= 250' });
        figure({ name: `cancels that failed beside a flood: ${name}`, value: failed, unit: `of ${times.length}`, bar: '<= 0' });
        await Promise.race([product.ask('close'), pause(5_000)]);
      }),
    );
}
