// The share of recent messages to which a provider objected. A message weighs less the more messages followed it, so that the share means
// the same at 1 message a second and at 1,000.

/** The weight of one message: the share covers about the last fifty messages. */
const WEIGHT = 1 / 50;
const KEPT = 1 - WEIGHT;

export class Objections {
  private sum = 0;
  private handed = 0;
  private objected = 0;

  /** @param trust the assumed share of accepted messages before the first: with 0, one objection to the first message is a share of 1 */
  constructor(trust: number) {
    this.sum = trust;
  }

  /** Counts a hand-over. @returns the number of the message, for {@link add} */
  hand(): number {
    this.sum = this.sum * KEPT + WEIGHT;
    this.objected *= KEPT;
    return ++this.handed;
  }

  /** Counts an objection to a message. */
  add(message: number): void {
    this.objected += WEIGHT * KEPT ** (this.handed - message);
  }

  /** Starts anew: only later messages count. */
  restart(trust: number): void {
    this.sum = trust;
    this.objected = 0;
  }

  get share(): number {
    return this.sum === 0 ? 0 : this.objected / this.sum;
  }

  /** The number of the message that was handed over last. */
  get last(): number {
    return this.handed;
  }
}
