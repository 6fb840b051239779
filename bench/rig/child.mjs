// A contender in a process of its own (bench/contenders/), controlled by messages. It ends with this process in any case.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuSeconds } from './postgres.mjs';

/** No measurement takes so long; a longer one has failed. */
const ANSWER_MS = 180_000;
const END_MS = 15_000;
let profiles = 0;

export class Child {
  #process;
  #asked = new Map();
  #last = 0;

  /** @param contender the name of a file under bench/contenders */
  constructor(contender) {
    const file = fileURLToPath(new URL(`../contenders/${contender}.mjs`, import.meta.url));
    const profile = process.env.BENCH_PROFILE;
    const execArgv =
      profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${contender}-${++profiles}.cpuprofile`];
    this.#process = fork(file, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv });
    this.#process.on('message', ({ id, value, error }) => {
      const asked = this.#asked.get(id);
      this.#asked.delete(id);
      if (error === undefined) asked?.resolve(value);
      else asked?.reject(new Error(`${contender}: ${error}`));
    });
    this.#process.on('exit', (code, signal) => {
      for (const { reject } of this.#asked.values()) reject(new Error(`${contender} ended (${code ?? signal})`));
    });
  }

  /** The contender's answer to a command. */
  ask(command, data) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#process.kill('SIGKILL');
        reject(new Error(`no answer to ${command} in ${ANSWER_MS / 1_000} s`));
      }, ANSWER_MS);
      const settled = (settle) => (value) => {
        clearTimeout(timer);
        settle(value);
      };
      this.#asked.set(id, { resolve: settled(resolve), reject: settled(reject) });
      this.#process.send({ id, command, data }, (error) => {
        if (error) this.#asked.get(id)?.reject(error);
      });
    });
  }

  get pid() {
    return this.#process.pid;
  }

  cpu() {
    return cpuSeconds(this.#process.pid);
  }

  async end() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const over = once(this.#process, 'exit');
    if (this.#process.connected) this.#process.disconnect();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), END_MS);
    await over;
    clearTimeout(timer);
  }
}

/** Runs `work` with a child process for each of these contenders, and ends them. */
export async function withChildren(contenders, work) {
  const children = contenders.map((contender) => new Child(contender));
  try {
    return await work(...children);
  } finally {
    await Promise.all(children.map((child) => child.end()));
  }
}
