// A short fault run a provider with every test run: processes killed, stopped and cut off under load, and the ledger, the database and the
// answers tell the same story afterwards. `npm run faults` is the long one; docs/guides/faults.md says what both inject and check.
import { afterEach, expect, it } from '@jest/globals';
import { Process } from '../support/process.js';

let harness: Process | undefined;
afterEach(async () => {
  // It ends its own processes and its database.
  await harness?.end('SIGTERM');
});

it.each([
  ['simulator', '8'],
  ['twilio', '6'],
  ['smpp', '6'],
])(
  'with the provider %s, loses nothing, sends nothing twice, and takes back exactly',
  async (provider, seconds) => {
    const sizes = ['--seed', '4713025', '--seconds', seconds, '--workers', '2', '--lanes', '0,5'];
    harness = Process.start(process.execPath, ['faults/run.mjs', '--provider', provider, ...sizes], { TMPDIR: process.env.TMPDIR });
    const [code] = await harness.ended();
    expect(`${code} ${harness.output}`).toMatch(/^0 [^]*All of it holds/);
  },
  240_000,
);
