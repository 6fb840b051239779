// pg-boss in batches: inserts of 10,000 without returned IDs; several workers side by side, each fetching a batch, and the next one at once
// while batches are full (burstWhenBatchFull).
import { PgBoss } from 'pg-boss';
import { serve } from '../rig/serve.mjs';

const BATCH = 10_000;
const FAST = { batchSize: 500, localConcurrency: 4, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 };
const QUEUE = 'send';

async function withBoss(url, work) {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false, max: 10 });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  try {
    return await work(boss);
  } finally {
    await boss.stop({ graceful: false });
  }
}

const seconds = (began) => (performance.now() - began) / 1_000;

serve({
  prepare: ({ url }) => withBoss(url, (boss) => boss.createQueue(QUEUE)),

  /** Seconds for the insert. @param later due tomorrow */
  insert: ({ url, jobs, later = false }) =>
    withBoss(url, async (boss) => {
      const startAfter = later ? new Date(Date.now() + 86_400_000) : undefined;
      const began = performance.now();
      for (let from = 0; from < jobs; from += BATCH)
        await boss.insert(
          QUEUE,
          Array.from({ length: Math.min(BATCH, jobs - from) }, (_, i) => ({
            data: { mobile: `+1${2_020_000_000 + from + i}` },
            ...(startAfter && { startAfter }),
          })),
          { returnId: false },
        );
      return seconds(began);
    }),

  /** Seconds until so many jobs are done and completed. */
  drain: ({ url, jobs, tuning }) =>
    withBoss(url, async (boss) => {
      let done = 0;
      let finish;
      const finished = new Promise((resolve) => {
        finish = resolve;
      });
      const began = performance.now();
      await boss.work(QUEUE, { ...FAST, ...tuning }, (batch) => {
        done += batch.length;
        if (done === jobs) finish();
        return Promise.resolve();
      });
      await finished;
      // Waits for the completions.
      await boss.offWork(QUEUE);
      return seconds(began);
    }),

  /** Seconds to cancel every job by its ID. */
  cancel: ({ url }) =>
    withBoss(url, async (boss) => {
      const { rows } = await boss.getDb().executeSql(`select id from pgboss.job where name = $1`, [QUEUE]);
      const began = performance.now();
      const { affected } = await boss.cancel(
        QUEUE,
        rows.map(({ id }) => id),
      );
      return { seconds: seconds(began), cancelled: affected };
    }),
});
