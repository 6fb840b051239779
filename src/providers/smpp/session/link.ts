// One connection to an SMSC, from its first octet to its last: requests with a window and a deadline each, responses to the other side's
// requests, and a check that the peer is alive. No input can make it throw, stall or wait for ever. When it is closed, requests without a
// response are lost, and requests that had not left were not sent.
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type AnyPdu, decode, encode, encodeHeader, type Malformed, numbered, type Pdu } from '../wire/codec.js';
import { Framing } from '../wire/framing.js';
import { type Fields, isResponse, LAYOUTS, type Tlvs } from '../wire/pdu-layouts.js';
import { type Reply, type Request, Requests } from './requests.js';
import { Slots } from './slots.js';
import { STATUS } from '../wire/smpp-codes.js';

export interface RequestOptions<R extends Request> {
  tlvs?: Tlvs;
  signal?: AbortSignal;
  /** Called with a response that comes after the wait for it has ended. */
  onLate?: (reply: Reply<R>) => void;
}

export interface LinkOptions {
  window: number;
  responseTimeoutMs: number;
  enquireLinkMs: number;
  /** @returns the status of the response to a deliver_sm or data_sm */
  onDelivery: (pdu: Delivery, link: Link) => Promise<number>;
  /** Called with a deliver_sm or data_sm that cannot be read and was refused with that status. */
  onRefused?: (status: number) => void;
}

/** A delivery of the SMSC: a receipt or a message. */
export type Delivery = Pdu<'deliver_sm'> | Pdu<'data_sm'>;

/** Requests of the other side in work; further ones are answered with “later”. */
const MOST_DELIVERIES = 200;
/** Octets that the other side has not read: more than any window. */
const MOST_UNREAD = 4 * 1_024 * 1_024;
/** The time that the last written octets have to leave. */
const LINGER_MS = 1_000;

export class Link {
  /** The reason of its end; undefined while it is open. */
  readonly ended: Promise<string>;
  private end: (reason: string) => void = () => undefined;
  private over: string | undefined;
  /** The time of its end, by performance.now(). */
  endedAt: number | undefined;
  private leaving = false;
  private readonly framing = new Framing();
  private readonly slots: Slots;
  private readonly requests = new Requests();
  private deliveries = 0;
  private arrivals = 0;
  private watch: NodeJS.Timeout | undefined;
  private corked = false;

  constructor(
    private readonly socket: Socket,
    private readonly options: LinkOptions,
  ) {
    this.slots = new Slots(options.window);
    this.ended = new Promise((resolve) => (this.end = resolve));
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.read(chunk);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.close(`the connection broke (${error.code ?? 'no code'})`);
    });
    socket.on('close', () => {
      this.close('the SMSC closed the connection');
    });
  }

  /** Starts the check, once it is bound: after a silence it sends enquire_link; any octets that come count as an answer. */
  watchOver(): void {
    const before = this.arrivals;
    this.watch = setTimeout(() => {
      if (this.arrivals !== before || this.leaving) this.watchOver();
      else void this.enquire(before);
    }, this.options.enquireLinkMs);
  }

  /** Never rejects. A request in the window: it waits for its turn first. */
  async submit(body: Fields<'submit_sm'>, requestOptions: RequestOptions<'submit_sm'>): Promise<Reply<'submit_sm'>> {
    const turn = this.slots.enter(requestOptions.signal);
    if (turn !== true && !(await turn)) return { kind: 'not sent', reason: this.over ?? 'no turn in the window of the SMSC in time' };
    try {
      return await this.request('submit_sm', body, requestOptions);
    } finally {
      this.slots.leave();
    }
  }

  /** Never rejects. */
  request<R extends Request>(command: R, body: Fields<R>, requestOptions: RequestOptions<R> = {}): Promise<Reply<R>> {
    if (this.over !== undefined || this.leaving) return Promise.resolve({ kind: 'not sent', reason: this.over ?? 'the session is ending' });
    if (requestOptions.signal?.aborted === true) return Promise.resolve({ kind: 'not sent', reason: 'too late' });
    return this.send(command, body, requestOptions);
  }

  private send<R extends Request>(command: R, body: Fields<R>, { tlvs, signal, onLate }: RequestOptions<R>): Promise<Reply<R>> {
    const pdu = encode(command, body, { tlvs });
    const { responseTimeoutMs: timeoutMs } = this.options;
    return this.requests.await(command, { timeoutMs, signal, onLate }, (sequence) => {
      this.write(numbered(pdu, sequence));
    });
  }

  /** Ends the session with unbind: no new request leaves, and requests under way have until the deadline to be answered. Always ends. */
  async unbind(graceMs: number): Promise<void> {
    if (this.over !== undefined || this.leaving) return;
    await this.drain(graceMs);
    if (this.isOver()) return;
    await Promise.race([this.send('unbind', {}, {}), this.ended, pause(graceMs, undefined, { ref: false })]);
    this.close('the session ended');
  }

  /** Closes at once; requests without a response are lost. */
  close(reason: string): void {
    if (this.over !== undefined) return;
    this.over = reason;
    this.endedAt = performance.now();
    clearTimeout(this.watch);
    this.slots.close();
    this.requests.lose(reason);
    // Octets that were just written still leave; a peer that reads nothing cannot keep the connection open.
    this.socket.end();
    setTimeout(() => this.socket.destroy(), LINGER_MS).unref();
    this.end(reason);
  }

  private isOver(): boolean {
    return this.over !== undefined;
  }

  /** Like close, but requests under way have time to be answered. */
  async retire(reason: string): Promise<void> {
    if (this.leaving) return;
    await this.drain(this.options.responseTimeoutMs);
    this.close(reason);
  }

  /** Sends no new request. Resolves when no request waits for a response, or after that time. */
  private async drain(graceMs: number): Promise<void> {
    this.leaving = true;
    this.slots.close();
    await Promise.race([this.requests.drain(), this.ended, pause(graceMs, undefined, { ref: false })]);
  }

  /** The other side ends the connection. */
  private async part(sequence: number): Promise<void> {
    await this.drain(this.options.responseTimeoutMs);
    this.write(encodeHeader('unbind_resp', STATUS.ESME_ROK, sequence));
    this.close('the SMSC ended the session');
  }

  /** All PDUs of one turn leave in one write: at a window of 100 this doubles the rate. */
  private write(pdu: Buffer): void {
    if (this.over !== undefined) return;
    if (this.socket.writableLength > MOST_UNREAD) {
      this.close('the SMSC reads nothing any more');
      return;
    }
    if (!this.corked) {
      this.corked = true;
      this.socket.cork();
      process.nextTick(() => {
        this.corked = false;
        this.socket.uncork();
      });
    }
    this.socket.write(pdu);
  }

  private read(chunk: Buffer): void {
    if (this.over !== undefined) return;
    const { frames, broken } = this.framing.push(chunk);
    if (frames.length > 0) this.arrivals++;
    for (const frame of frames) {
      const pdu = decode(frame);
      if (pdu.kind === 'malformed') this.refuse(pdu);
      else if (isResponse(LAYOUTS[pdu.command].id)) this.requests.settle(pdu);
      else this.serve(pdu);
    }
    if (!broken) return;
    this.write(encodeHeader('generic_nack', STATUS.ESME_RINVCMDLEN, 0));
    this.close('the SMSC sent what is no PDU');
  }

  private serve(pdu: AnyPdu): void {
    if (pdu.command === 'enquire_link') this.write(encodeHeader('enquire_link_resp', STATUS.ESME_ROK, pdu.sequence));
    else if (pdu.command === 'unbind') void this.part(pdu.sequence);
    else if (pdu.command === 'deliver_sm' || pdu.command === 'data_sm') void this.deliver(pdu);
    // Neither of these has a response.
    else if (pdu.command !== 'alert_notification' && pdu.command !== 'outbind')
      this.write(encodeHeader('generic_nack', STATUS.ESME_RINVCMDID, pdu.sequence));
  }

  private async deliver(pdu: Pdu<'deliver_sm'> | Pdu<'data_sm'>): Promise<void> {
    const { command, sequence } = pdu;
    this.deliveries++;
    const taken = this.deliveries <= MOST_DELIVERIES ? this.options.onDelivery(pdu, this) : Promise.resolve(STATUS.ESME_RX_T_APPN);
    const status = await taken.catch(() => STATUS.ESME_RX_T_APPN);
    this.deliveries--;
    this.write(encode(`${command}_resp`, { message_id: '' }, { status, sequence }));
  }

  private refuse(malformed: Malformed): void {
    const { id, command, sequence, status } = malformed;
    if (isResponse(id)) {
      this.requests.fail(malformed);
      return;
    }
    const isDelivery = command === 'deliver_sm' || command === 'data_sm';
    const answer = isDelivery ? (`${command}_resp` as const) : 'generic_nack';
    if (isDelivery) this.options.onRefused?.(status);
    this.write(encodeHeader(answer, status, sequence));
  }

  private async enquire(before: number): Promise<void> {
    await this.request('enquire_link', {});
    if (this.over !== undefined) return;
    if (this.arrivals === before) this.close('the SMSC does not answer any more');
    else this.watchOver();
  }
}
