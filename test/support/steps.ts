// What work that yields between its steps comes to, without anybody in between.
export function resultOf<T>(steps: Iterator<unknown, T, undefined>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
