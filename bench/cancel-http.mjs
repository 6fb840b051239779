// Cancels over HTTP, 32 connections, each of a request of its own, beside a bare node:http + pg server that verifies the token and runs the
// same statement. Without throttling and logging, since the bare server has neither.
import { figure } from './report.mjs';
import { againstBare, CONNECTIONS } from './rig/against-bare.mjs';
import { analyze, put } from './rig/fixtures.mjs';
import { connected } from './rig/postgres.mjs';

export default async function ({ database, scale }) {
  const each = Math.round(8_000 * scale);
  const stock = new Map();
  const prepare = (url) =>
    connected(url, async (client) => {
      stock.set(url, await put(client, { requests: each * 6, entries: 0, startsIn: 86_400 }));
      await analyze(client);
    });
  const load = (url) => ({ kind: 'cancel', ids: stock.get(url).splice(0, each) });
  const measured = await againstBare(await database(), { prepare, load });
  figure({ name: `DELETE over HTTP, ${CONNECTIONS} connections / bare server`, ...measured, bar: '>= 0.55' });
}
