// What every provider with a process of its own does, whatever its protocol: it writes down all that it takes over before it says so, tells
// what became of it until that is taken, and goes on with both after it was killed. Its journal is one file that is only appended to.
import { existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const REPEAT_MS = 200;
/** A receipt follows its answer after so long. */
const RECEIPT_MS = 40;
/** Each “too fast” halves what a worker sends: more often, and a run crawls. */
const THROTTLED_MS = 1_500;

/** What all its processes wrote, in order; the last line may be half of one. */
export const readJournal = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** A request as the checks find it again: the first words of its content name it. */
export const titleOf = (content) => /fault run, request \d+/.exec(content)?.[0] ?? content;

export class Ledger {
  /** By the provider's own ID: { id, of, says, stored, state }. */
  messages = new Map();
  #asked = new Map();
  #telling = new Set();
  #quiet = false;
  #throttledAt = -Infinity;

  /** @param outcomeOf what a word of this provider means for a message: 'delivered', 'undelivered' or undefined */
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

  /** How often it was asked to take this one over, this time included; since it was started. */
  asked({ title, address, channel }) {
    const key = `${title} ${address} ${channel}`;
    const times = (this.#asked.get(key) ?? 0) + 1;
    this.#asked.set(key, times);
    return times;
  }

  /** What it does this time: a scenario has another one for the first time, and “too fast” is said only so often. */
  choose(whole, asked) {
    const scenario = asked === 1 && whole.first !== undefined ? whole.first : whole;
    if (!scenario.reply?.throttles) return scenario;
    if (performance.now() - this.#throttledAt < THROTTLED_MS) return { says: whole.says };
    this.#throttledAt = performance.now();
    return scenario;
  }

  /** It has it from here on. @param says what it will tell of it, in order */
  accept(id, of, says = []) {
    this.write('accepted', { id, of, says });
    const message = { id, of, says, stored: 0 };
    this.messages.set(id, message);
    return message;
  }

  /** It won't say clearly whether it has this one. */
  leaveOpen(of) {
    this.write('open', { of });
  }

  /** Something that the server did which it may not. */
  complain(detail) {
    this.write('complaint', { detail });
  }

  /** What is still to be said of it, one after the other, each until it is taken. @param deliver (message, status) → whether it was */
  tell(message, deliver, afterMs = RECEIPT_MS) {
    const telling = (async () => {
      await pause(afterMs);
      for (const status of message.says.slice(message.stored)) await this.sayUntilTaken(message, status, deliver);
    })().finally(() => this.#telling.delete(telling));
    this.#telling.add(telling);
    return telling;
  }

  /** It is about to say this of it, in whatever way. */
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

  /** After a start: what the one before it had still to say. */
  goOn(deliver) {
    for (const message of this.messages.values()) if (message.stored < message.says.length) void this.tell(message, deliver);
  }

  /** Says nothing new from here on; what nobody takes is given up. */
  async hush(withinMs) {
    await Promise.race([Promise.all(this.#telling), pause(withinMs)]);
    this.#quiet = true;
    await Promise.all(this.#telling);
  }
}

/** The process's end of process.mjs: answers commands, and ends with whoever asks. @param commands by name, each from data to an answer */
export function obey(commands, listens) {
  process.on('message', ({ id, command, data }) => {
    void Promise.resolve(commands[command](data)).then((value) => process.send({ id, value }, () => undefined));
  });
  process.on('disconnect', () => process.exit());
  process.send({ listens });
}
