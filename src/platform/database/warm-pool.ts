// Opens the connections of a pool before they are needed.
import type { Pool } from 'pg';

const AGAIN_MS = 1_000;

/** The function with which pg-pool opens one more connection; `connect` would return an idle one. */
interface Opening {
  newClient: (pending: { callback: (error: Error | undefined, client: unknown, release: () => void) => void; timedOut: boolean }) => void;
}

/**
 * Opens as many connections as the pool keeps (its `min`) and replaces connections that break. So a request need not wait for a new
 * connection while the process is busy or the database has too many clients. Resolves when the connections are open, or cannot be opened.
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
