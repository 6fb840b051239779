// The requests of the clients of a run and their answers. The checks compare the database and the ledger with this book.

/** A request as its client knows it. */
export class Asked {
  /** The answers of cancels: { sentAt, answeredAt, status, count, account, keyed }; status undefined = the answer was lost. */
  cancels = [];
  /** The schedule changes and their answers: { paused, startsAt, sentAt, answeredAt, status }; status undefined = lost. */
  scheduleChanges = [];
  /** True while a change is under way. */
  isScheduling = false;
  /** The times when it was certainly paused: { from, until (undefined: still), since (by the database's clock), sending (leased then) }. */
  pauses = [];
  /** Undefined until an answer had it. */
  id;
  /** `accepted` (200), `refused` (400), or `unknown`: no clear answer. */
  state = 'unknown';

  /** @param fields of the message: mobiles, startsAt and expiresAt (epoch milliseconds or undefined), and the other fields as sent */
  constructor(fields) {
    Object.assign(this, fields);
  }

  /** A pause was answered. A resume with a lost answer may still take effect after it. */
  isPaused(pause) {
    const lost = this.scheduleChanges.some(({ paused, status }) => paused === false && status === undefined);
    if (!lost && this.pauseInForce === undefined) this.pauses.push(pause);
  }

  /** A resume is about to be sent. */
  goesOn(at) {
    const pause = this.pauseInForce;
    if (pause !== undefined) pause.until = at;
  }

  get pauseInForce() {
    const last = this.pauses.at(-1);
    return last?.until === undefined ? last : undefined;
  }

  /** True unless a resume was answered and no later pause was sent. */
  get mayBePaused() {
    const last = this.scheduleChanges.findLast(({ paused }) => paused !== undefined);
    const lost = this.scheduleChanges.some(({ paused, status }) => paused === true && status === undefined);
    return lost || last?.paused === true || (last !== undefined && last.status === undefined);
  }

  /**
   * The earliest start that the request may have had between two times. A change with a lost answer may have taken effect at any later
   * time, or never.
   */
  startBetween(from, to) {
    const moves = this.scheduleChanges.filter(({ startsAt, status }) => startsAt !== undefined && (status === 200 || status === undefined));
    const known = [{ startsAt: this.startsAt ?? 0, sentAt: 0, status: 200 }, ...moves];
    const possible = known.filter(({ sentAt, status }, i) => {
      const replaced = known.slice(i + 1).find((later) => later.status === 200)?.answeredAt;
      return sentAt <= to && (status === undefined || replaced === undefined || replaced >= from);
    });
    return Math.min(...possible.map(({ startsAt }) => startsAt));
  }

  /** The sum of the counts of the answered cancels. */
  get counted() {
    return this.cancels.reduce((sum, { count = 0 }) => sum + count, 0);
  }
}

export class Book {
  requests = [];
  violations = [];
  #counts = new Map();

  add(fields) {
    const more = fields.long ? ` ${'and more '.repeat(25)}` : '';
    const asked = new Asked({ ...fields, content: `fault run, request ${this.requests.length}${more}` });
    this.requests.push(asked);
    return asked;
  }

  get accepted() {
    return this.requests.filter(({ state }) => state === 'accepted');
  }

  /** Counts an action, a fault or a look. */
  note(what, times = 1) {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + times);
  }

  noted(what) {
    return this.#counts.get(what) ?? 0;
  }

  get notes() {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** A broken promise. */
  violated(check, detail) {
    this.violations.push({ check, detail });
  }
}
