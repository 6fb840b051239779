// The session with an SMSC, for the life of the process: one bound connection (or a pair, which opens and ends together). If it is lost, it
// is opened again after a pause that doubles with each failure, with jitter, so that not all clients reach a restarted SMSC at once.
import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { openEitherWay } from './connect.js';
import type { Link, LinkOptions } from './link.js';
import type { BindWay, SmppSettings } from '../smpp-settings.js';

/** The time for the last responses, and for the response to unbind. */
const PARTING_MS = 1_000;

export class Session {
  private readonly logger: Logger;
  private readonly closed = new AbortController();
  /** The present connection; of a pair the one for requests. */
  bound: Link | undefined;
  private receiver: Link | undefined;
  /** The kind of bind that the SMSC accepts. */
  private way: BindWay;
  /** The attempt under way; resolves when it is bound or has failed. */
  private attempt: Promise<void> | undefined;
  private running: Promise<void> | undefined;
  /** The reason why there is no connection. */
  reason = 'the SMSC is not connected yet';
  /** True if the SMSC refuses every bind until somebody corrects the account. */
  isRefused = false;

  constructor(
    name: string,
    private readonly settings: SmppSettings,
    private readonly on: Pick<LinkOptions, 'onDelivery' | 'onRefused'>,
  ) {
    this.logger = new Logger(name);
    this.way = settings.bind;
  }

  /** Connects, and stays connected. */
  start(): void {
    this.running ??= this.run();
  }

  /** The bound connection; undefined if there is none, and no attempt under way makes one before the signal. */
  async link(signal: AbortSignal): Promise<Link | undefined> {
    this.start();
    if (this.bound !== undefined || this.attempt === undefined || signal.aborted) return this.bound;
    let late: () => void = () => undefined;
    const aborted = new Promise<void>((resolve) => (late = resolve));
    signal.addEventListener('abort', late);
    await Promise.race([this.attempt, aborted]);
    signal.removeEventListener('abort', late);
    return this.bound;
  }

  async close(): Promise<void> {
    this.closed.abort();
    this.reason = 'the session ended';
    await Promise.all([this.bound?.unbind(PARTING_MS), this.receiver?.unbind(PARTING_MS)]);
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.closed;
    const { reconnectMs, reconnectMaxMs } = this.settings;
    for (let failures = 0; !signal.aborted; failures++) {
      const { lasting, boundFor } = await this.once();
      // After a connection that lasted a while, the count of failures begins anew; after one that broke at once, it continues.
      if (boundFor >= reconnectMaxMs) failures = 0;
      const longest = lasting ? reconnectMaxMs : Math.min(reconnectMaxMs, reconnectMs * 2 ** Math.min(failures, 20));
      await pause(longest * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** One connection, from its beginning to its end. */
  private async once(): Promise<{ lasting: boolean; boundFor: number }> {
    const { maxInFlight: window, responseTimeoutMs, enquireLinkMs } = this.settings;
    const options = { window, responseTimeoutMs, enquireLinkMs, ...this.on };
    let settled: () => void = () => undefined;
    this.attempt = new Promise((resolve) => (settled = resolve));
    const [opened, way] = await openEitherWay(this.settings, options, this.closed.signal, this.way);
    this.attempt = undefined;
    if (opened.kind === 'failed') {
      this.isRefused = opened.lasting;
      this.lost(opened.reason);
      settled();
      return { lasting: opened.lasting, boundFor: 0 };
    }
    const { link, receiver } = opened;
    const since = performance.now();
    this.way = way;
    this.bound = link;
    this.receiver = receiver;
    this.isRefused = false;
    for (const each of [link, receiver]) each?.watchOver();
    settled();
    this.logger.log(way === 'pair' ? 'Bound to the SMSC, as a transmitter and a receiver' : 'Bound to the SMSC');
    if (this.closed.signal.aborted) await Promise.all([link.unbind(PARTING_MS), receiver?.unbind(PARTING_MS)]);
    const reason = await Promise.race([link.ended, ...(receiver === undefined ? [] : [receiver.ended])]);
    this.bound = undefined;
    this.receiver = undefined;
    // Requests under way on the other half have time to be answered.
    await Promise.all([link.retire(reason), receiver?.retire(reason)]);
    this.lost(reason);
    return { lasting: false, boundFor: performance.now() - since };
  }

  private lost(reason: string): void {
    if (this.closed.signal.aborted) return;
    this.reason = reason;
    this.logger.warn(`Not bound: ${reason}`);
  }
}
