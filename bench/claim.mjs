// Claims with 10,000,000 entries and 100,000 future requests waiting, beside the same claims with 10,000 entries: half of them in
// one-recipient requests, half in one request. Each claim is completed; the two sides alternate.
import { DISPATCH_SESSION } from '../dist/platform/database/database.js';
import { figure, milliseconds, note, percentile, ratio, spread } from './report.mjs';
import { analyze, put } from './rig/fixtures.mjs';
import { connect, connected } from './rig/postgres.mjs';
import { claim, complete, Span } from './rig/statements.mjs';

const GROUPS = 4;
const CLAIMS = 10;
const WARM_UP = 4;
/** The number of entries of each large slice that have a row: more than the claims can reach. */
const ROWS = 1_000;

export default async function ({ database, scale }) {
  const postgres = await database();
  const due = { singles: 5_000, one: 5_000 };
  const base = async (client) => {
    await put(client, { first: 1, requests: due.singles });
    await put(client, { first: 6_000, recipients: due.one });
  };
  await postgres.withEach(2, async (large, small) => {
    await connected(small, async (client) => {
      await base(client);
      await analyze(client);
    });
    await connected(large, async (client) => {
      await base(client);
      await put(client, { first: 7_000, requests: 10, recipients: Math.round(1_000_000 * scale), entries: ROWS });
      await put(client, { first: 10_000, requests: Math.round(100_000 * scale), startsIn: 86_400 });
      await analyze(client);
    });
    await postgres.settle();
    const sides = await Promise.all(
      [large, small].map(async (url) => ({
        client: await connect(url, DISPATCH_SESSION),
        span: new Span(),
        claimed: 0,
        claims: [],
        completions: [],
      })),
    );
    try {
      const step = async (side, counts) => {
        const batch = claim({ slices: side.span.slices });
        let rows;
        const claimMs = await milliseconds(async () => ({ rows } = await side.client.query(batch.query)));
        side.span.adapt(rows);
        const completeMs = await milliseconds(() => side.client.query(complete(batch, rows)));
        if (!counts) return;
        side.claims.push(claimMs);
        side.completions.push(completeMs);
        side.claimed += rows.length;
      };
      for (let i = 0; i < WARM_UP; i++) for (const side of sides) await step(side, false);
      const p50s = { claims: [[], []], completions: [[], []] };
      for (let group = 0; group < GROUPS; group++) {
        for (const side of sides) side.claims = [];
        for (const side of sides) side.completions = [];
        for (let i = 0; i < CLAIMS; i++) for (const side of i % 2 === 0 ? sides : [...sides].reverse()) await step(side, true);
        for (const kind of ['claims', 'completions']) sides.forEach((side, i) => p50s[kind][i].push(percentile(side[kind], 0.5)));
      }
      note(`entries a claim: ${sides.map(({ claimed }) => Math.round(claimed / (GROUPS * CLAIMS))).join(' with the backlog, ')} without`);
      const value = (kind) => spread(p50s[kind][0]).median;
      const name = 'with 10,000,000 entries and 100,000 future requests waiting, p50 / with 10,000';
      figure({ name: `claim ${name}`, value: value('claims'), unit: 'ms', ratio: ratio(...p50s.claims), bar: '<= 1.25' });
      figure({ name: `complete ${name}`, value: value('completions'), unit: 'ms', ratio: ratio(...p50s.completions) });
    } finally {
      await Promise.all(sides.map(({ client }) => client.end()));
    }
  });
}
