// graphile-worker with the settings of its performance page: a local queue of 500, batched completion, 24 jobs at a time over 25
// connections; jobs are added 10,000 a call.
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { serve } from '../rig/serve.mjs';

const FAST = { concurrentJobs: 24, maxPoolSize: 25, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };
const BATCH = 10_000;
const logger = new Logger(() => () => undefined);

async function withUtils(url, work) {
  const utils = await makeWorkerUtils({ connectionString: url, logger });
  try {
    return await work(utils);
  } finally {
    await utils.release();
  }
}

const seconds = (began) => (performance.now() - began) / 1_000;

serve({
  prepare: ({ url }) => withUtils(url, (utils) => utils.migrate()),

  /** Seconds for the insert. @param later due tomorrow */
  insert: ({ url, jobs, later = false }) =>
    withUtils(url, async (utils) => {
      const runAt = later ? new Date(Date.now() + 86_400_000) : undefined;
      const began = performance.now();
      for (let from = 0; from < jobs; from += BATCH)
        await utils.addJobs(
          Array.from({ length: Math.min(BATCH, jobs - from) }, (_, i) => ({
            identifier: 'send',
            payload: { mobile: `+1${2_020_000_000 + from + i}` },
            ...(runAt && { runAt }),
          })),
        );
      return seconds(began);
    }),

  /** Seconds until so many jobs are done and completed. */
  async drain({ url, jobs }) {
    let done = 0;
    let finish;
    const finished = new Promise((resolve) => {
      finish = resolve;
    });
    const send = () => {
      if (++done === jobs) finish();
      return Promise.resolve();
    };
    const began = performance.now();
    const runner = await run({ preset: { worker: { ...FAST, connectionString: url, logger } }, taskList: { send }, noHandleSignals: true });
    await finished;
    // Waits for the completions.
    await runner.stop();
    return seconds(began);
  },

  /** Seconds to complete every job by its ID, the documented way to cancel jobs. */
  cancel: ({ url }) =>
    withUtils(url, async (utils) => {
      const ids = await utils.withPgClient(async (client) =>
        (await client.query('select id from graphile_worker.jobs')).rows.map(({ id }) => id),
      );
      const began = performance.now();
      const { length } = await utils.completeJobs(ids);
      return { seconds: seconds(began), cancelled: length };
    }),
});
