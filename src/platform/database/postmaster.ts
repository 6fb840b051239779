// The postmaster of the embedded PostgreSQL. It is started again on the same port if it ends while the server runs (killed, or out of
// memory). A stop gives it time.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 20;
/** The pause before a new start: the sessions of a killed postmaster need a moment to end. */
const AGAIN_MS = 250;

/** The time for each signal: wait for sessions to end by themselves, then end all of them, then stop at once. */
const STOPS = [
  { signal: 'SIGTERM', ms: 500 },
  { signal: 'SIGINT', ms: 5_000 },
  { signal: 'SIGQUIT', ms: 5_000 },
] as const;

/** @param isOver returns true when it has ended */
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

  /** @param prepare called before each new start */
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
  restartOnExit(): void {
    const child = this.child;
    const again = async (): Promise<void> => {
      await pause(AGAIN_MS, undefined, { ref: false });
      await this.prepare();
      if (this.stopping || this.child !== child) return;
      this.child = this.launch();
      this.restartOnExit();
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
