// Points in the life of a batch at which a test can hold or end the process. In a server nobody listens.
export type SignalPoint = 'before-claim' | 'after-claim' | 'before-complete' | 'after-complete';

export interface Signals {
  /**
   * The dispatcher goes on when this resolves.
   * @param entries of the batch; before a claim, how many it may begin at most
   */
  reach(point: SignalPoint, entries: number): Promise<void>;
}

/** Injection token of the {@link Signals}. */
export const SIGNALS = Symbol('SIGNALS');

export const NO_SIGNALS: Signals = { reach: () => Promise.resolve() };
