// What the clients of a run asked for and what they were answered: the checks hold the database and the ledger against it.

/** A request as its client knows it. */
export class Asked {
  /** What cancels were answered: { sentAt, answeredAt, status, count, account, keyed }; status undefined = the answer was lost. */
  cancels = [];
  /** Undefined until an answer named it. */
  id;
  /** `accepted` (200), `refused` (400), or `unknown`: no answer that says either. */
  state = 'unknown';

  /** @param fields of the message: mobiles, startsAt and expiresAt (epoch milliseconds or undefined), and the rest as sent */
  constructor(fields) {
    Object.assign(this, fields);
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
    const asked = new Asked({ ...fields, content: `fault run, request ${this.requests.length}` });
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
