// The share of recent messages to which a provider objected. A message weighs less the more messages followed it, so that the share means
// the same at 1 message a second and at 1,000.

/** What one message weighs: the share is that of about the last fifty. */
const WEIGHT = 1 / 50;
const KEPT = 1 - WEIGHT;

export class Objections {
  private sum = 0;
  private handed = 0;
  private objected = 0;

  /** @param trust what is held to have been taken before the first: without any, one objection to one message is all of them */
  constructor(trust: number) {
    this.sum = trust;
  }

  /** One is handed over. @returns what {@link add} calls it */
  hand(): number {
    this.sum = this.sum * KEPT + WEIGHT;
    this.objected *= KEPT;
    return ++this.handed;
  }

  /** The provider objected to it. */
  add(message: number): void {
    this.objected += WEIGHT * KEPT ** (this.handed - message);
  }

  /** Of those that were handed over from now on. */
  restart(trust: number): void {
    this.sum = trust;
    this.objected = 0;
  }

  get share(): number {
    return this.sum === 0 ? 0 : this.objected / this.sum;
  }

  /** The one that was handed over last. */
  get last(): number {
    return this.handed;
  }
}
