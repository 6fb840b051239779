// What the clients of a run asked for and what they were answered: the checks hold the database and the ledger against it.

/** A request as its client knows it. */
export class Asked {
  /** What cancels were answered: { sentAt, answeredAt, status, count, account, keyed }; status undefined = the answer was lost. */
  cancels = [];
  /** What scheduleChanges asked for and were answered: { paused, startsAt, sentAt, answeredAt, status }; status undefined = lost. */
  scheduleChanges = [];
  /** One is under way. */
  isScheduling = false;
  /** While it was surely paused: { from, until (undefined: still is), since (by the database's clock), sending (in hand then) }. */
  pauses = [];
  /** Undefined until an answer named it. */
  id;
  /** `accepted` (200), `refused` (400), or `unknown`: no answer that says either. */
  state = 'unknown';

  /** @param fields of the message: mobiles, startsAt and expiresAt (epoch milliseconds or undefined), and the rest as sent */
  constructor(fields) {
    Object.assign(this, fields);
  }

  /** A pause was answered. A resume whose answer was lost may still come after it. */
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

  /** Unless a resume was answered, and no pause came after it or is still on its way. */
  get mayBePaused() {
    const last = this.scheduleChanges.findLast(({ paused }) => paused !== undefined);
    const lost = this.scheduleChanges.some(({ paused, status }) => paused === true && status === undefined);
    return lost || last?.paused === true || (last !== undefined && last.status === undefined);
  }

  /**
   * Its start as it may have been at some time from one moment to another: the earliest of all. What an answer was lost to may have
   * come at any time since, or never.
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

  /** What the answered cancels counted together. */
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

  /** One more of what was done, injected or looked at. */
  note(what, times = 1) {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + times);
  }

  noted(what) {
    return this.#counts.get(what) ?? 0;
  }

  get notes() {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** A promise that was seen broken. */
  violated(check, detail) {
    this.violations.push({ check, detail });
  }
}
