// A wall clock that can be made to jump, in this process alone: imported before the server's code. The monotonic clock
// (`performance.now()`, timers) stays as it is, as it does when an operator or NTP sets a machine's clock.
const RealDate = Date;
let offset = 0;

/** The time that the rest of the machine has, epoch milliseconds. */
export const realNow = () => RealDate.now();

/** @param ms how far this process's wall clock is off from now on */
export function shiftClock(ms) {
  offset = ms;
}

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...given);
  }

  static now() {
    return RealDate.now() + offset;
  }
};
