// A server as a child process. Tests wait for its output. It always ends with the test.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set<ChildProcess>();

export class Process {
  private said = '';
  private readonly listeners = new Set<() => void>();
  private readonly over: Promise<[number | null, NodeJS.Signals | null]>;

  private constructor(private readonly child: ChildProcess) {
    running.add(child);
    this.over = once(child, 'exit') as typeof this.over;
    void this.over.then(() => {
      running.delete(child);
      this.hear('');
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.hear(text);
      });
  }

  static start(program: string, args: string[], env: Record<string, string | undefined>): Process {
    return new Process(spawn(program, args, { detached: true, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env } }));
  }

  /** Ends what a failed test left, what it started included. */
  static killAll(): void {
    for (const { pid } of running)
      try {
        if (pid !== undefined) process.kill(-pid, 'SIGKILL');
      } catch {
        // It ended in this moment.
      }
  }

  get output(): string {
    return this.said;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** What the pattern catches first, as soon as it is printed. */
  async prints(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.said);
      if (found !== null) return found[1] ?? found[0];
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`It ended without ${pattern.source}:\n${this.said}`);
      await new Promise<void>((resolve) => {
        this.listeners.add(resolve);
      });
    }
  }

  /** Sends the signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<[code: number | null, signal: NodeJS.Signals | null]> {
    this.child.kill(signal);
    return this.over;
  }

  ended(): Promise<[code: number | null, signal: NodeJS.Signals | null]> {
    return this.over;
  }

  private hear(text: string): void {
    this.said += text;
    for (const listener of this.listeners) listener();
    this.listeners.clear();
  }
}
