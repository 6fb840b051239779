// Connections that are there before they are needed.
import type { Pool } from 'pg';

const AGAIN_MS = 1_000;

/** What pg-pool does to open one more connection; `connect` would lend one that is idle. */
interface Opening {
  newClient: (pending: { callback: (error: Error | undefined, client: unknown, release: () => void) => void; timedOut: boolean }) => void;
}

/**
 * Opens as many connections as the pool keeps (its `min`), and others for those that break: what comes in when the process is busy, or the
 * database has too many clients to let one more in, doesn't wait for a connection to be made. Resolves once they are there, or can't be.
 */
export async function keepWarm(pool: Pool): Promise<void> {
  const opening = pool as unknown as Opening;
  const least = pool.options.min ?? 0;
  let again: NodeJS.Timeout | undefined;
  const later = (): void => {
    again ??= setTimeout(() => {
      again = undefined;
      void fill();
    }, AGAIN_MS).unref();
  };
  const open = (): Promise<void> =>
    new Promise((resolve) => {
      const callback = (error: Error | undefined, _client: unknown, release: () => void): void => {
        if (error === undefined) release();
        else later();
        resolve();
      };
      opening.newClient({ callback, timedOut: false });
    });
  const fill = async (): Promise<void> => {
    if (pool.ending) return;
    const missing = Math.max(0, least - pool.totalCount);
    await Promise.all(Array.from({ length: missing }, open));
  };
  pool.on('remove', () => {
    if (!pool.ending && pool.totalCount < least) later();
  });
  await fill();
}
