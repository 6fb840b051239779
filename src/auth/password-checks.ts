// Checks passwords one at a time, since each check keeps a core busy: first those of callers who were right before, then one of each
// address in turn. So a correct password waits for one check of each other address at most.
import { ApiError } from '../http/api-error.js';

/** The greatest number of waiting checks, of an address and in total. */
const MOST_OF_ONE = 4;
const MOST = 64;

const tooMany = (): ApiError => new ApiError(429, 'Too many requests', undefined, { 'Retry-After': '5' });

export interface Attempt {
  /** The key of the turn: see networkOf. */
  network: string;
  /** The network had a correct password of this account before. */
  isKnown: boolean;
}

interface Waiting {
  begin: () => void;
  giveUp: () => void;
}

export class PasswordChecks {
  private readonly known: Waiting[] = [];
  /** The waiting checks by network, in the order of their turns. */
  private readonly others = new Map<string, Waiting[]>();
  private isBusy = false;

  /** @throws ApiError 429 if there is no place for it */
  async run(attempt: Attempt, check: () => Promise<boolean>): Promise<boolean> {
    if (this.isBusy) await this.place(attempt);
    this.isBusy = true;
    try {
      return await check();
    } finally {
      this.isBusy = false;
      this.next();
    }
  }

  private place({ network, isKnown }: Attempt): Promise<void> {
    const line = isKnown ? this.known : (this.others.get(network) ?? []);
    if (!isKnown && line.length >= MOST_OF_ONE) throw tooMany();
    if (this.count() >= MOST) this.makeRoom(isKnown ? 0 : line.length + 1);
    return new Promise((resolve, reject) => {
      line.push({
        begin: resolve,
        giveUp: () => {
          reject(tooMany());
        },
      });
      if (!isKnown) this.others.set(network, line);
    });
  }

  private count(): number {
    return [...this.others.values()].reduce((sum, { length }) => sum + length, this.known.length);
  }

  /**
   * Removes the last check of the network with most waiting checks, in favour of one with fewer, or one that was right before.
   * @param waiting checks of the new one's network
   */
  private makeRoom(waiting: number): void {
    const [[network, line] = ['', []]] = [...this.others].sort(([, a], [, b]) => b.length - a.length);
    if (line.length <= waiting) throw tooMany();
    line.pop()?.giveUp();
    if (line.length === 0) this.others.delete(network);
  }

  private next(): void {
    const known = this.known.shift();
    if (known !== undefined) {
      this.start(known);
      return;
    }
    const [turn] = this.others;
    if (turn === undefined) return;
    const [network, line] = turn;
    this.others.delete(network);
    const first = line.shift();
    if (line.length > 0) this.others.set(network, line);
    if (first !== undefined) this.start(first);
  }

  /** Synchronous, so that no later check overtakes. */
  private start(waiting: Waiting): void {
    this.isBusy = true;
    waiting.begin();
  }
}
