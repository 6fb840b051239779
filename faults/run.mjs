// `npm run faults`: API and worker processes, their provider and their PostgreSQL under a random mix of requests and faults. Afterwards the
// database, the provider's ledger and the answers must agree. Bounded, loopback only; docs/guides/faults.md is its page.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { report, runFaults } from './harness.mjs';
import { tidyWhenInterrupted } from './tidy.mjs';
import { KINDS } from './vendors/kinds.mjs';
import { runMutant, runMutants } from './mutate.mjs';

const USAGE = `Usage: npm run faults -- [--provider ${Object.keys(KINDS).join('|')}] [--seed N] [--seconds N] [--workers N] [--apis N] [--lanes 0,5] [--database URL]
                              [--only kill worker,cut] [--verbose]
       npm run faults -- --mutant NAME | --mutants`;

function options() {
  const text = (fallback) => ({ type: 'string', default: fallback });
  const { values } = parseArgs({
    options: {
      ...{ seed: text(String(Date.now() % 1_000_000)), seconds: text('60'), workers: text('3'), apis: text('2'), lanes: text('0') },
      ...{
        database: { type: 'string' },
        mutant: { type: 'string' },
        mutants: { type: 'boolean' },
        only: { type: 'string' },
        provider: { type: 'string' },
        verbose: { type: 'boolean' },
      },
    },
  });
  const whole = (name, most) => {
    const n = Number(values[name]);
    if (!Number.isInteger(n) || n < 1 || n > most) throw new Error(`--${name} must be a whole number from 1 to ${most}`);
    return n;
  };
  const { provider } = values;
  if (provider !== undefined && !Object.hasOwn(KINDS, provider))
    throw new Error(`--provider must be one of ${Object.keys(KINDS).join(', ')}`);
  const lanes = values.lanes.split(',').map(Number);
  return {
    ...values,
    lanes,
    only: values.only?.split(','),
    seconds: whole('seconds', 600),
    workers: whole('workers', 8),
    apis: whole('apis', 4),
  };
}

async function main() {
  const given = options();
  tidyWhenInterrupted();
  if (given.mutant !== undefined) return (await runMutant(given.mutant, given)) ? 0 : 1;
  if (given.mutants) return (await runMutants(given)) ? 0 : 1;
  const dist = fileURLToPath(new URL('../dist', import.meta.url));
  console.log(
    `seed ${given.seed}, ${given.seconds} s, ${given.apis} APIs, ${given.workers} workers, lanes ${given.lanes}, provider ${given.provider ?? 'simulator'}`,
  );
  const book = await runFaults({ ...given, dist });
  console.log(report(book, given));
  return book.violations.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof TypeError && error.code?.startsWith('ERR_PARSE_ARGS') ? `${error.message}\n${USAGE}` : error);
  process.exitCode = 1;
}
