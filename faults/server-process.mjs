// One server process as the run controls it: started, ended, stopped, with the entries that it had leased at that time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';

const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url));
const START_MS = 60_000;

export class ServerProcess {
  url;
  alive = false;
  /** The end of its log. */
  said = '';
  /** Its output when it ended without a command. */
  crashes = [];
  /** SMS IDs of messages that left, by its log, although a cancel or expiry had counted them. */
  contradictions = [];
  /** Entries that it has begun and not completed, by its reports, with room for a claim that may be on its way. */
  #inHand = 0;
  #takes = [];
  #disturbedUntil = 0;
  /** Entries that it had leased while it was disturbed: only these may be in doubt because of it. */
  exposed = 0;
  /** The times when it was stopped: { from, to, at point or undefined }. */
  stops = [];
  /** Also of the processes that it replaced. */
  pids = new Set();
  #reached = () => undefined;

  constructor(name, role, link) {
    Object.assign(this, { name, role, link });
  }

  async start(dist, env) {
    this.#inHand = 0;
    this.#takes = [];
    this.exitCode = undefined;
    this.#started = false;
    this.#ending = false;
    const child = spawn(process.execPath, [CHILD, dist], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, ROLE: this.role },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    this.pids.add(child.pid);
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => this.#log(text));
    // Late reports of the former process are ignored.
    child.on('message', (message) => this.child === child && this.#hear(message));
    this.over = once(child, 'exit').then(([code, signal]) => {
      this.alive = false;
      this.exitCode = code ?? signal;
      if (this.#started && !this.#ending) this.crashes.push(`${this.name} ended with ${this.exitCode}: ${this.said.slice(-1_000)}`);
      this.#listening?.(false);
      this.#reached(undefined);
    });
    const listens = await Promise.race([new Promise((resolve) => (this.#listening = resolve)), pause(START_MS, false, { ref: false })]);
    return listens;
  }

  #listening;
  #started = false;
  #ending = false;

  #log(text) {
    for (const [, entryId] of text.matchAll(/The provider reports that (\d+)\.\d+ was sent/g)) this.contradictions.push(entryId);
    this.said = (this.said + text).slice(-8_000);
  }

  get pid() {
    return this.child.pid;
  }

  #hear(message) {
    if ('listens' in message) {
      this.url = `http://127.0.0.1:${message.listens}`;
      this.alive = true;
      this.#started = true;
      this.#listening(true);
    } else if ('reached' in message) {
      // It ends or stops itself right after this report.
      if (message.signal === 'SIGKILL') {
        this.alive = false;
        this.#ending = true;
      }
      this.disturbed(1_000);
      this.#reached(message);
    } else this.#count(message);
  }

  #count({ point, entries }) {
    if (point === 'before-claim') this.#takes = [...this.#takes.slice(-1), entries];
    if (point === 'after-claim') {
      this.#inHand += entries;
      if (performance.now() < this.#disturbedUntil) this.exposed += entries;
    }
    if (point === 'after-complete') this.#inHand -= entries;
  }

  /** From now on, and for this time, its leased entries may end in doubt. */
  disturbed(ms = 0) {
    if (performance.now() >= this.#disturbedUntil) this.exposed += this.#inHand + this.#takes.reduce((sum, room) => sum + room, 0);
    this.#disturbedUntil = Math.max(this.#disturbedUntil, performance.now() + ms);
  }

  /** The disturbance is over; its entries at that time may end in doubt for this long. */
  calmsDown(ms) {
    this.#disturbedUntil = performance.now() + ms;
  }

  /** Ends or stops itself when it comes to the point for the given time. Undefined if it did not in time. */
  async at(point, skip, signal, withinMs) {
    const reached = new Promise((resolve) => (this.#reached = resolve));
    this.#order({ arm: { point, skip, signal } });
    const message = await Promise.race([reached, pause(withinMs, undefined)]);
    if (message === undefined) this.#order({ arm: null });
    this.#reached = () => undefined;
    return message;
  }

  setClock(ms) {
    this.#order({ clock: ms });
  }

  #order(order) {
    if (this.child.connected) this.child.send(order, () => undefined);
  }

  async kill() {
    // Its last reports count too.
    this.disturbed(1_000);
    this.alive = false;
    this.#ending = true;
    this.child.kill('SIGKILL');
    await this.over;
  }

  /** Stops it for this time. */
  async stop(ms) {
    this.disturbed(ms);
    const from = Date.now();
    this.child.kill('SIGSTOP');
    await pause(ms);
    this.goOn(from);
  }

  /** @param point where it stopped itself, if it did: between two of its steps, so that nothing was on its way to a socket */
  goOn(from, point) {
    this.child.kill('SIGCONT');
    this.stops.push({ from, to: Date.now(), point });
  }

  /** Ends it as an operator does: 'ended' with exit code 0, or the other result. */
  async end(withinMs) {
    this.alive = false;
    this.#ending = true;
    this.child.kill('SIGTERM');
    await Promise.race([this.over, pause(withinMs, undefined, { ref: false })]);
    if (this.exitCode === undefined) {
      await this.kill();
      return 'did not end';
    }
    return this.exitCode === 0 ? 'ended' : `ended with ${this.exitCode}`;
  }

  /** For the end of the run itself. */
  destroy() {
    this.#ending = true;
    if (this.child?.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
  }
}
