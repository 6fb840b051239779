// The same eight requests drained from eight lanes and from one, by one worker with a provider that accepts at once.
import { figure, note, ratio, spread } from './report.mjs';
import { withChildren } from './rig/child.mjs';
import { analyze, put } from './rig/fixtures.mjs';
import { connected } from './rig/postgres.mjs';

const ROUNDS = 3;
const REQUESTS = 8;

export default async function ({ database, scale }) {
  const postgres = await database();
  const entries = Math.round(120_000 * scale);
  await withChildren(['product'], async (product) => {
    const run = (lanes, count) =>
      postgres.with(async (url) => {
        await connected(url, async (client) => {
          for (let i = 0; i < REQUESTS; i++) await put(client, { lane: i % lanes, first: i + 1, recipients: count / REQUESTS });
          await analyze(client);
        });
        await postgres.settle();
        const settings = { LANES: Array.from({ length: lanes }, (_, lane) => lane).join(',') };
        const before = [product.cpu(), postgres.cpu()];
        const seconds = await product.ask('drain', { url, settings, entries: count });
        const [node, server] = [product.cpu(), postgres.cpu()].map((used, i) => ((used - before[i]) * 1_000_000) / count);
        return { perSecond: count / seconds, node, server };
      });
    await run(8, Math.round(entries / 10 / REQUESTS) * REQUESTS);
    const [one, eight] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      one.push(await run(1, entries));
      eight.push(await run(8, entries));
    }
    const of = (runs, key) => runs.map((run) => run[key]);
    for (const [name, runs] of Object.entries({ 'one lane': one, 'eight lanes': eight })) {
      const middle = (key) => Math.round(spread(of(runs, key)).median).toLocaleString('en-US');
      note(
        `${name}: ${middle('perSecond')} entries/s; an entry costs ${middle('node')} µs of Node and ${middle('server')} µs of PostgreSQL`,
      );
    }
    const measured = { value: spread(of(eight, 'perSecond')).median, ratio: ratio(of(eight, 'perSecond'), of(one, 'perSecond')) };
    figure({ name: 'drain with 8 lanes / 1 lane', ...measured, unit: 'entries/s', bar: '>= 0.85' });
  });
}
