// The product beside the bare server over HTTP: alternating runs of the same load, each on a database of its own. It also measures the CPU
// time of a request, which depends less on other work on the machine than the rate.
import { note, ratio, spread } from '../report.mjs';
import { withChildren } from './child.mjs';

const ROUNDS = 5;
/** Seconds of a run. */
const MOST = 2.5;
export const CONNECTIONS = 32;

/**
 * @param prepare prepares a database before the run
 * @param load returns the client's load for a round (0 is the warm-up and does not count) on a database
 * @returns requests a second of the product (median), and their ratio to the bare server's
 */
export async function againstBare(postgres, { prepare = () => undefined, load }) {
  return postgres.withEach(2, async (mine, bare) => {
    for (const url of [mine, bare]) await prepare(url);
    await postgres.settle();
    return withChildren(['product', 'bare-server', 'client'], async (product, server, client) => {
      const sides = [
        {
          name: 'the product',
          url: mine,
          child: product,
          ...(await product.ask('open', { url: mine, settings: { ROLE: 'api' } })),
          runs: [],
        },
        { name: 'the bare server', url: bare, child: server, ...(await server.ask('open', { url: bare })), runs: [] },
      ];
      for (let round = 0; round <= ROUNDS; round++)
        for (const { url, port, child, runs } of sides) {
          const what = load(url, round);
          const [node, database] = [child.cpu(), postgres.cpu()];
          const { perSecond, p50, p99, requests } = await client.ask('run', { port, connections: CONNECTIONS, most: MOST, ...what });
          const cpu = (before, after) => ((after - before) * 1_000) / requests;
          if (round > 0) runs.push({ perSecond, p50, p99, node: cpu(node, child.cpu()), postgres: cpu(database, postgres.cpu()) });
        }
      const of = (runs, key) => runs.map((run) => run[key]);
      for (const { name, runs } of sides) {
        const middle = (key) => spread(of(runs, key)).median;
        const rate = Math.round(middle('perSecond')).toLocaleString('en-US');
        const cost = `${middle('node').toFixed(2)} ms of Node and ${middle('postgres').toFixed(2)} ms of PostgreSQL`;
        note(`${name}: ${rate}/s, p50 ${middle('p50').toFixed(1)} ms, p99 ${middle('p99').toFixed(1)} ms; a request costs ${cost}`);
      }
      await Promise.all(sides.map(({ child }) => child.ask('close')));
      const [ours, theirs] = sides.map(({ runs }) => of(runs, 'perSecond'));
      return { value: spread(ours).median, unit: '/s', ratio: ratio(ours, theirs) };
    });
  });
}
