// A provider with a process of its own, as the run controls it: started, killed, stopped, away; and its journal.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { readJournal } from './ledger.mjs';

const START_MS = 60_000;
const TRIES = 20;

export class VendorProcess {
  port = 0;
  /** The times when it was disturbed, as epoch milliseconds { from, to }: messages on their way to it then may be in doubt. */
  troubles = [];
  #commands = new Map();
  #last = 0;

  constructor(script, folder) {
    this.script = fileURLToPath(new URL(script, import.meta.url));
    this.journal = join(folder, 'vendor.ndjson');
    writeFileSync(this.journal, '');
  }

  /** On its former port, if it had one. */
  async start() {
    for (let tries = 1; !(await this.#start()); tries++) {
      if (tries === TRIES) throw new Error(`The provider does not start: ${this.said}`);
      await pause(200);
    }
  }

  async #start() {
    this.said = '';
    const child = spawn(process.execPath, [this.script, this.journal, String(this.port)], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (text) => (this.said = (this.said + text).slice(-4_000)));
    this.over = once(child, 'exit');
    void this.over.then(() => {
      for (const answered of this.#commands.values()) answered(undefined);
      this.#commands.clear();
    });
    const listens = new Promise((resolve) => {
      child.on('message', ({ listens, id, value }) => {
        if (listens !== undefined) resolve(listens);
        else this.#commands.get(id)?.(value);
        this.#commands.delete(id);
      });
    });
    const port = await Promise.race([listens, this.over.then(() => undefined), pause(START_MS, undefined, { ref: false })]);
    if (port === undefined) this.destroy();
    else this.port = port;
    return port !== undefined;
  }

  get pid() {
    return this.child.pid;
  }

  /** Undefined if it ended meanwhile. */
  command(command, data) {
    if (!this.child.connected) return Promise.resolve(undefined);
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#commands.set(id, resolve);
      this.child.send({ id, command, data }, () => undefined);
    });
  }

  /** Marks the time of a disturbance. */
  async during(work) {
    const trouble = { from: Date.now(), to: Infinity };
    this.troubles.push(trouble);
    await work();
    trouble.to = Date.now();
  }

  kill(downMs) {
    return this.during(async () => {
      this.child.kill('SIGKILL');
      await this.over;
      await pause(downMs);
      await this.start();
    });
  }

  stop(ms) {
    return this.during(async () => {
      this.child.kill('SIGSTOP');
      await pause(ms);
      this.child.kill('SIGCONT');
    });
  }

  events() {
    return readJournal(this.journal);
  }

  destroy() {
    if (this.child?.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
  }
}
