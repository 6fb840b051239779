// A short fault run with every test run: processes killed, stopped and cut off under load, and the ledger, the database and the answers
// tell the same story afterwards. `npm run faults` is the long one; docs/faults.md says what both inject and check.
import { afterEach, expect, it } from '@jest/globals';
import { Process } from '../support/process.js';

let harness: Process | undefined;
afterEach(async () => {
  // It ends its own processes and its database.
  await harness?.end('SIGTERM');
});

it('loses nothing, sends nothing twice, and takes back exactly', async () => {
  const run = ['faults/run.mjs', '--seed', '4713025', '--seconds', '8', '--workers', '2', '--lanes', '0,5'];
  harness = Process.start(process.execPath, run, { TMPDIR: process.env.TMPDIR });
  const [code] = await harness.ended();
  expect(`${code} ${harness.output}`).toMatch(/^0 [^]*All of it holds/);
}, 240_000);
