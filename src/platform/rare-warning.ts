// A warning that outsiders can cause at will: logged once a minute for each place, with the number of omitted warnings.
import type { Logger } from '@nestjs/common';

const EVERY_MS = 60_000;
/** The number of places that are remembered. The bound protects the memory. */
const MOST = 1_000;

export class RareWarning {
  private readonly logged = new Map<string, { until: number; leftOut: number }>();

  constructor(private readonly logger: Pick<Logger, 'warn'>) {}

  warn(place: string, text: string): void {
    const now = performance.now();
    const last = this.logged.get(place);
    if (last !== undefined && now < last.until) {
      last.leftOut++;
      return;
    }
    const more = last === undefined || last.leftOut === 0 ? '' : ` (and ${last.leftOut} more like it since the last time)`;
    if (this.logged.size >= MOST) this.logged.clear();
    this.logged.set(place, { until: now + EVERY_MS, leftOut: 0 });
    this.logger.warn(text + more);
  }
}
