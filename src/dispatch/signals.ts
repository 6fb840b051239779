// Points in a window's life where a test can hold or end the process. In a server nothing listens.
export type SignalPoint = 'after-take' | 'before-record' | 'after-record';

export interface Signals {
  /** The dispatcher goes on when this resolves. */
  reach(point: SignalPoint, entries: number): Promise<void>;
}

/** Injection token of the {@link Signals}. */
export const SIGNALS = Symbol('SIGNALS');

export const NO_SIGNALS: Signals = { reach: () => Promise.resolve() };
