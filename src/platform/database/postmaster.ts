// The postmaster of the embedded PostgreSQL: kept up while the server runs (killed, or out of memory, it is started again on the same
// port), and stopped with patience.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 20;
/** Before it is started again: the sessions of a killed one need a moment to notice. */
const AGAIN_MS = 250;

/** Each signal has its time: sessions that are ending anyway may end, then all are ended, then at once. */
const STOPS = [
  { signal: 'SIGTERM', ms: 500 },
  { signal: 'SIGINT', ms: 5_000 },
  { signal: 'SIGQUIT', ms: 5_000 },
] as const;

/** @param isOver tells when it has ended */
export async function stopPostmaster(pid: number, isOver: () => boolean): Promise<void> {
  for (const { signal, ms } of STOPS) {
    if (isOver()) return;
    process.kill(pid, signal);
    const until = performance.now() + ms;
    while (performance.now() < until && !isOver()) await pause(POLL_MS);
  }
}

export class Postmaster {
  private child: ChildProcess;
  private stopping = false;

  /** @param prepare called before it is started again */
  constructor(
    private readonly launch: () => ChildProcess,
    private readonly prepare: () => Promise<void>,
  ) {
    this.child = launch();
  }

  isAlive(): boolean {
    const { pid, exitCode, signalCode } = this.child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** From now on it is started again whenever it ends before the stop. */
  keepUp(): void {
    const child = this.child;
    const again = async (): Promise<void> => {
      await pause(AGAIN_MS, undefined, { ref: false });
      await this.prepare();
      if (this.stopping || this.child !== child) return;
      this.child = this.launch();
      this.keepUp();
    };
    const ended = (): void => {
      if (!this.stopping) again().catch(() => undefined);
    };
    if (this.isAlive()) child.once('exit', ended);
    else ended();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const { pid } = this.child;
    if (pid === undefined || !this.isAlive()) return;
    const over = once(this.child, 'exit').catch(() => undefined);
    await stopPostmaster(pid, () => !this.isAlive());
    await over;
  }
}
