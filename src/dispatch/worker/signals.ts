// Points in the life of a batch at which a test can hold or end the process. A server has no listener.
export type SignalPoint = 'before-claim' | 'after-claim' | 'before-complete' | 'after-complete';

export interface Signals {
  /**
   * The dispatcher continues when this resolves.
   * @param entries number of entries of the batch; before a claim, the most that it may begin
   */
  reach(point: SignalPoint, entries: number): Promise<void>;
}

/** Injection token of the {@link Signals}. */
export const SIGNALS = Symbol('SIGNALS');

export const NO_SIGNALS: Signals = { reach: () => Promise.resolve() };
