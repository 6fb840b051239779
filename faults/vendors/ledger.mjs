// The common part of every provider with a process of its own, whatever its protocol. It writes each accepted message to its journal before
// it answers, reports the outcome until the report is taken, and continues with both after a kill. The journal is one append-only file.
import { existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const REPEAT_MS = 200;
/** The pause between an answer and its receipt. */
const RECEIPT_MS = 40;
/** The least time between two “too fast” answers: each halves the rate of a worker, so more of them would slow down a run. */
const THROTTLED_MS = 1_500;

/** All lines of its processes, in order; the last line may be incomplete. */
export const readJournal = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** The request in the form of the checks: the first words of the content name it. */
export const titleOf = (content) => /fault run, request \d+/.exec(content)?.[0] ?? content;

export class Ledger {
  /** By the provider's own ID: { id, of, says, stored, state }. */
  messages = new Map();
  #asked = new Map();
  #telling = new Set();
  #quiet = false;
  #throttledAt = -Infinity;

  /** @param outcomeOf the meaning of a word of this provider for a message: 'delivered', 'undelivered' or undefined */
  constructor(file, outcomeOf) {
    this.outcomeOf = outcomeOf;
    if (existsSync(file)) for (const line of readJournal(file)) this.#recall(line);
    this.file = openSync(file, 'a');
  }

  #recall({ event, id, of, says, status }) {
    if (event === 'accepted') this.messages.set(id, { id, of, says, stored: 0 });
    const message = this.messages.get(id);
    if (event === 'told' && this.outcomeOf(status) !== undefined) message.state = status;
    if (event === 'stored') message.stored++;
  }

  write(event, fields) {
    writeSync(this.file, `${JSON.stringify({ event, at: Date.now(), ...fields })}\n`);
  }

  /** The number of times that it got this message, including now, since its start. */
  asked({ title, address, channel }) {
    const key = `${title} ${address} ${channel}`;
    const times = (this.#asked.get(key) ?? 0) + 1;
    this.#asked.set(key, times);
    return times;
  }

  /** The scenario for this time: a scenario may have a different first time, and “too fast” is limited. */
  choose(whole, asked) {
    const scenario = asked === 1 && whole.first !== undefined ? whole.first : whole;
    if (!scenario.reply?.throttles) return scenario;
    if (performance.now() - this.#throttledAt < THROTTLED_MS) return { says: whole.says };
    this.#throttledAt = performance.now();
    return scenario;
  }

  /** Accepts the message. @param says the reports that will follow, in order */
  accept(id, of, says = []) {
    this.write('accepted', { id, of, says });
    const message = { id, of, says, stored: 0 };
    this.messages.set(id, message);
    return message;
  }

  /** The message gets no clear answer. */
  leaveOpen(of) {
    this.write('open', { of });
  }

  /** Notes a call that the server must not make. */
  complain(detail) {
    this.write('complaint', { detail });
  }

  /** Sends the open reports one after the other, each until it is taken. @param deliver (message, status) → true if it was taken */
  tell(message, deliver, afterMs = RECEIPT_MS) {
    const telling = (async () => {
      await pause(afterMs);
      for (const status of message.says.slice(message.stored)) await this.sayUntilTaken(message, status, deliver);
    })().finally(() => this.#telling.delete(telling));
    this.#telling.add(telling);
    return telling;
  }

  /** Notes a report that is about to be sent in another way. */
  claim(message, status) {
    this.write('told', { id: message.id, status, outcome: this.outcomeOf(status) });
    if (this.outcomeOf(status) !== undefined) message.state = status;
  }

  async sayUntilTaken(message, status, deliver) {
    this.claim(message, status);
    while (!this.#quiet) {
      if (await deliver(message, status).catch(() => false)) {
        this.write('stored', { id: message.id, status, outcome: this.outcomeOf(status) });
        return;
      }
      await pause(REPEAT_MS);
    }
  }

  /** After a start: sends the open reports of the former process. */
  goOn(deliver) {
    for (const message of this.messages.values()) if (message.stored < message.says.length) void this.tell(message, deliver);
  }

  /** Sends no new report; reports that are not taken are given up. */
  async hush(withinMs) {
    await Promise.race([Promise.all(this.#telling), pause(withinMs)]);
    this.#quiet = true;
    await Promise.all(this.#telling);
  }
}

/**
 * The process's side of process.mjs: answers commands, and ends with its parent. @param commands by name, each a function from data to an
 * answer
 */
export function obey(commands, listens) {
  process.on('message', ({ id, command, data }) => {
    void Promise.resolve(commands[command](data)).then((value) => process.send({ id, value }, () => undefined));
  });
  process.on('disconnect', () => process.exit());
  process.send({ listens });
}
