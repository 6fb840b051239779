// Runs work that yields between steps to its end, without other work in between. Returns its result.
export function resultOf<T>(steps: Iterator<unknown, T, undefined>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
