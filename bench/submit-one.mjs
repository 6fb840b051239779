// Submits of one-recipient requests over HTTP, 32 connections, due at once (no worker runs), beside a bare node:http + pg server that
// verifies the token and runs the same statements in a transaction. The throttle is off and the log silent.
import { figure, note, ratio, spread } from './report.mjs';
import { withChildren } from './rig/child.mjs';

const ROUNDS = 5;
const CONNECTIONS = 32;

export default async function ({ database, scale }) {
  const postgres = await database();
  const count = Math.round(5_000 * scale);
  await postgres.withEach(2, (mine, bare) =>
    withChildren(['product', 'bare-server', 'client'], async (product, server, client) => {
      const ports = {
        [mine]: await product.ask('open', { url: mine, settings: { ROLE: 'api' } }),
        [bare]: await server.ask('open', { url: bare }),
      };
      const runs = { [mine]: [], [bare]: [] };
      const cores = [];
      for (let round = 0; round <= ROUNDS; round++)
        for (const url of [mine, bare]) {
          const [began, node, database] = [performance.now(), product.cpu(), postgres.cpu()];
          const { perSecond, p50, p99 } = await client.ask('run', {
            ...ports[url],
            ...{ connections: CONNECTIONS, kind: 'submit', count, first: round * count },
          });
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
      const name = 'submit over HTTP of one-recipient requests, 32 connections / bare server';
      figure({ name, value, unit: '/s', ratio: ratio(runs[mine], runs[bare]), bar: '>= 0.5' });
      await Promise.all([product.ask('close'), server.ask('close')]);
    }),
  );
}
