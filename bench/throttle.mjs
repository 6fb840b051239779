// The cost of a few “too fast” answers: messages a second with a provider that throttles 0, 2, 5 and 20 % of them, at any speed; and with
// one that reports a full queue for as many recipients. Each beside a provider without such answers, in the same round.
import { figure, ratio, spread } from './report.mjs';
import { withChildren } from './rig/child.mjs';
import { analyze, put } from './rig/fixtures.mjs';
import { connected } from './rig/postgres.mjs';

const ROUNDS = 3;
/** The most messages under way, with their answer time: 500 messages a second at most. */
const PROVIDER = { maxInFlight: 10, latencyMs: 20 };
const CASES = [
  ...[0, 0.02, 0.05, 0.2].map((share) => ({ name: `“too fast” to ${share * 100} %`, share, objection: {} })),
  ...[0.05, 0.2].map((share) => ({
    name: `“queue full” of ${share * 100} % of the recipients`,
    ...{ share, objection: { recipient: 'probably' } },
  })),
];

export default async function ({ database, scale }) {
  const postgres = await database();
  const entries = Math.round(3_000 * scale);
  // Messages that wait for their retry come later.
  const most = Math.round(entries * 0.5);
  const runs = CASES.map(() => []);
  await withChildren(['product'], async (product) => {
    const measure = ({ share, objection }) =>
      postgres.with(async (url) => {
        await connected(url, (client) => put(client, { recipients: entries }).then(() => analyze(client)));
        return product.ask('throughput', { url, most, share, objection, ...PROVIDER });
      });
    await measure(CASES[0]);
    for (let round = 0; round < ROUNDS; round++) for (const [i, each] of CASES.entries()) runs[i].push(await measure(each));
  });
  for (const [i, { name, share }] of CASES.entries()) {
    const value = spread(runs[i]).median;
    if (share === 0) figure({ name: `taken by a provider that says ${name}`, value, unit: '/s' });
    else {
      // A throttled message used a turn.
      const bar = `>= ${share > 0.1 ? 0.55 : 0.85}`;
      figure({ name: `taken by a provider that says ${name} / to none`, value, unit: '/s', ratio: ratio(runs[i], runs[0]), bar });
    }
  }
}
