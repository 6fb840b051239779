// The rate at which due entries leave, with a provider that accepts at once: one large request, and one-recipient requests, beside the same
// statements over bare connections and beside two job queues; and the same with the submit included. Rounds alternate; each contender is
// one process, warmed up by a round that does not count.
import { figure, milliseconds, note, ratio, spread } from './report.mjs';
import { withChildren } from './rig/child.mjs';
import { analyze, put } from './rig/fixtures.mjs';
import { connected } from './rig/postgres.mjs';
import { jsonSubmit } from './rig/client-program.mjs';

const ROUNDS = 3;
/** The product's dispatcher has three; one of them listens for notifications. */
const CONNECTIONS = 2;

export default async function ({ database, scale }) {
  const postgres = await database();
  const entries = Math.round(200_000 * scale);
  const singles = Math.round(50_000 * scale);
  const runs = { submit: [], one: [], each: [], loopOne: [], loopEach: [], graphile: [], graphileAll: [], boss: [], bossAll: [] };
  const used = { node: [], postgres: [] };

  /** @returns entries a second; also notes their CPU cost */
  async function productDrain(product, url, count) {
    await connected(url, analyze);
    await postgres.settle();
    const [node, server] = [product.cpu(), postgres.cpu()];
    const seconds = await product.ask('drain', { url, entries: count });
    used.node.push((product.cpu() - node) / seconds);
    used.postgres.push((postgres.cpu() - server) / seconds);
    return seconds;
  }

  async function productOne(product, count) {
    return postgres.with(async (url) => {
      const { port } = await product.ask('open', { url, settings: { ROLE: 'api' } });
      const { body, headers } = jsonSubmit(count);
      let answer;
      const submit =
        (await milliseconds(async () => {
          answer = await fetch(`http://127.0.0.1:${port}/api/v1/messages/sms`, { method: 'POST', headers, body });
          await answer.text();
        })) / 1_000;
      if (answer.status !== 200) throw new Error(`The submit was answered with ${answer.status}`);
      await product.ask('close');
      return { submit, drain: await productDrain(product, url, count) };
    });
  }

  const loop = (child, request) =>
    postgres.with(async (url) => {
      await connected(url, (client) => put(client, request).then(() => analyze(client)));
      await postgres.settle();
      return child.ask('drain', { url, entries: (request.requests ?? 1) * (request.recipients ?? 1), connections: CONNECTIONS });
    });

  const productEach = (product, count) =>
    postgres.with(async (url) => {
      await connected(url, (client) => put(client, { requests: count }));
      return productDrain(product, url, count);
    });

  const peer = (child, jobs, tables) =>
    postgres.with(
      async (url) => {
        await child.ask('prepare', { url });
        const insert = await child.ask('insert', { url, jobs });
        await connected(url, (client) => client.query(`vacuum (analyze) ${tables}`));
        await postgres.settle();
        return { insert, drain: await child.ask('drain', { url, jobs }) };
      },
      { migrated: false },
    );

  await withChildren(['product', 'loop', 'graphile-worker', 'pg-boss'], async (product, bare, graphile, boss) => {
    for (let round = 0; round <= ROUNDS; round++) {
      const part = round === 0 ? 0.1 : 1;
      const [n, m] = [Math.round(entries * part), Math.round(singles * part)];
      const one = await productOne(product, n);
      const loopOne = await loop(bare, { recipients: n });
      const g = await peer(graphile, n, 'graphile_worker._private_jobs');
      const each = await productEach(product, m);
      const loopEach = await loop(bare, { requests: m });
      const b = await peer(boss, n, 'pgboss.job');
      if (round === 0) continue;
      runs.submit.push(n / (one.submit + one.drain));
      runs.one.push(n / one.drain);
      runs.each.push(m / each);
      runs.loopOne.push(n / loopOne);
      runs.loopEach.push(m / loopEach);
      runs.graphile.push(n / g.drain);
      runs.graphileAll.push(n / (g.insert + g.drain));
      runs.boss.push(n / b.drain);
      runs.bossAll.push(n / (b.insert + b.drain));
    }
  });

  const unit = 'entries/s';
  const told = (name, mine, yardstick, bar) => {
    figure({ name, value: spread(runs[mine]).median, unit, ratio: ratio(runs[mine], runs[yardstick]), bar });
  };
  for (const [name, key] of [
    ['a bare loop over claim.sql and complete.sql, one request', 'loopOne'],
    ['the same, one-recipient requests', 'loopEach'],
    ['graphile-worker, drain', 'graphile'],
    ['pg-boss, drain', 'boss'],
  ])
    note(`${name}: ${Math.round(spread(runs[key]).median).toLocaleString('en-US')} ${unit}`);
  const cores = (values) => spread(values).median.toFixed(2);
  note(`while the product drains: ${cores(used.node)} cores for Node, ${cores(used.postgres)} for PostgreSQL`);
  told('drain of one request / bare loop', 'one', 'loopOne', '>= 0.65');
  told('drain of one request / graphile-worker', 'one', 'graphile', '>= 1');
  told('drain of one request / pg-boss', 'one', 'boss', '>= 1.5');
  told('drain of one-recipient requests / bare loop', 'each', 'loopEach', '>= 0.6');
  told('drain of one-recipient requests / graphile-worker (goal)', 'each', 'graphile', '>= 1');
  told('submit and drain of 200,000 / graphile-worker', 'submit', 'graphileAll', '>= 2');
  told('submit and drain of 200,000 / pg-boss', 'submit', 'bossAll', '>= 4');
}
