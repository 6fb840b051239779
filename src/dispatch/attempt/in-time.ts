// Asks a provider with a deadline. A stop of this process ends the question too.

export interface InTime<T> {
  /** Undefined where none came in time, or the provider threw. */
  answer: T | undefined;
  /** Its time was over by then, whatever the provider made of that. */
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
