// A wall clock that can jump, in this process alone: it is imported before the server's code. The monotonic clock (`performance.now()`,
// timers) does not change, as when an operator or NTP sets a machine's clock.
const RealDate = Date;
let offset = 0;

/** The real time, epoch milliseconds. */
export const realNow = () => RealDate.now();

/** @param ms the offset of this process's wall clock from now on */
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
