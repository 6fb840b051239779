// Submits of one-recipient requests over HTTP, 32 connections, due at once (no worker runs), beside a bare node:http + pg server that
// verifies the token and runs the same statements in a transaction. Without throttling and logging.
import { figure } from './report.mjs';
import { againstBare, CONNECTIONS } from './rig/against-bare.mjs';

export default async function ({ database, scale }) {
  const count = Math.round(5_000 * scale);
  const load = (_url, round) => ({ kind: 'submit', count, first: round * count });
  const measured = await againstBare(await database(), { load });
  figure({ name: `submit over HTTP of one-recipient requests, ${CONNECTIONS} connections / bare server`, ...measured, bar: '>= 0.5' });
}
