// Queries a provider with a deadline. A stop of this process ends the query too.

export interface InTime<T> {
  /** Undefined if no answer came in time, or the provider threw. */
  answer: T | undefined;
  /** True: the deadline had passed, whatever the provider returned. */
  late: boolean;
}

/** Never rejects. */
export async function inTime<T>(
  ask: (signal: AbortSignal) => Promise<T> | undefined,
  timeoutMs: number,
  stopping?: AbortSignal,
): Promise<InTime<T>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = stopping === undefined ? timeout : AbortSignal.any([timeout, stopping]);
  const over = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
  try {
    return { answer: await Promise.race([ask(signal), over]), late: signal.aborted };
  } catch {
    return { answer: undefined, late: signal.aborted };
  }
}
