// Passwords are checked one at a time, since each keeps a core busy: those of whoever was right before come first, then one of each
// address in turn, so that however much some guess, another's right password waits for one check of each of them.
import { ApiError } from '../http/api-error.js';

/** Waiting checks of an address, and of all. */
const MOST_OF_ONE = 4;
const MOST = 64;

const tooMany = (): ApiError => new ApiError(429, 'Too many requests', undefined, { 'Retry-After': '5' });

export interface Asker {
  /** Whose turn it is: see networkOf. */
  network: string;
  /** It was right about this account before. */
  isKnown: boolean;
}

interface Waiting {
  begin: () => void;
  giveUp: () => void;
}

export class PasswordChecks {
  private readonly known: Waiting[] = [];
  /** Who waits, by network, in the order of their turns. */
  private readonly others = new Map<string, Waiting[]>();
  private isBusy = false;

  /** @throws ApiError 429 where there is no place for it */
  async run(asker: Asker, check: () => Promise<boolean>): Promise<boolean> {
    if (this.isBusy) await this.place(asker);
    this.isBusy = true;
    try {
      return await check();
    } finally {
      this.isBusy = false;
      this.next();
    }
  }

  private place({ network, isKnown }: Asker): Promise<void> {
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

  /** The last of whoever has most waiting gives way to one who has fewer, or was right before. @param waiting those of the one who comes */
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

  /** Taken at once: nobody who comes meanwhile overtakes. */
  private start(waiting: Waiting): void {
    this.isBusy = true;
    waiting.begin();
  }
}
