// Cancels over HTTP, 32 connections, each of a request of its own, beside a bare node:http + pg server that verifies the token and runs
// the same statement. The throttle is off and the log silent, for the bare server has neither.
import { figure, note, ratio, spread } from './report.mjs';
import { withChildren } from './rig/child.mjs';
import { analyze, put } from './rig/fixtures.mjs';
import { connected } from './rig/postgres.mjs';

const ROUNDS = 5;
const CONNECTIONS = 32;

export default async function ({ database, scale }) {
  const postgres = await database();
  const each = Math.round(8_000 * scale);
  await postgres.withEach(2, async (mine, bare) => {
    const stock = new Map();
    for (const url of [mine, bare])
      await connected(url, async (client) => {
        stock.set(url, await put(client, { requests: each * (ROUNDS + 1), entries: 0, startsIn: 86_400 }));
        await analyze(client);
      });
    await postgres.settle();
    await withChildren(['product', 'bare-server', 'client'], async (product, server, client) => {
      const ports = {
        [mine]: await product.ask('open', { url: mine, settings: { ROLE: 'api' } }),
        [bare]: await server.ask('open', { url: bare }),
      };
      const run = (url) =>
        client.ask('run', { ...ports[url], connections: CONNECTIONS, kind: 'cancel', ids: stock.get(url).splice(0, each) });
      const runs = { [mine]: [], [bare]: [] };
      const cores = [];
      for (let round = 0; round <= ROUNDS; round++)
        for (const url of [mine, bare]) {
          const [began, node, database] = [performance.now(), product.cpu(), postgres.cpu()];
          const { perSecond, p50, p99 } = await run(url);
          const seconds = (performance.now() - began) / 1_000;
          // The first round warms both up.
          if (round === 0) continue;
          runs[url].push(perSecond);
          if (url === mine)
            cores.push({ node: (product.cpu() - node) / seconds, postgres: (postgres.cpu() - database) / seconds, p50, p99 });
        }
      const of = (key) => spread(cores.map((run) => run[key])).median.toFixed(2);
      note(`the bare server: ${Math.round(spread(runs[bare]).median).toLocaleString('en-US')}/s`);
      note(`the product: p50 ${of('p50')} ms, p99 ${of('p99')} ms; ${of('node')} cores for Node, ${of('postgres')} for PostgreSQL`);
      const value = spread(runs[mine]).median;
      figure({
        name: 'DELETE over HTTP, 32 connections / bare server',
        value,
        unit: '/s',
        ratio: ratio(runs[mine], runs[bare]),
        bar: '>= 0.55',
      });
      await Promise.all([product.ask('close'), server.ask('close')]);
    });
  });
}
