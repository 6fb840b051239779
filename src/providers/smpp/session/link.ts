// One connection to an SMSC from its first octet to its last: requests with a window and a deadline each, the other side's requests
// answered, and a watch over whether anybody is there. Nothing that comes in can throw, stall it or make it wait for ever; once it is
// closed, whatever had no response is lost, and whatever had not left was not sent.
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type AnyPdu, decode, encode, encodeHeader, type Malformed, numbered, type Pdu } from '../wire/codec.js';
import { Framing } from '../wire/framing.js';
import { type Fields, isResponse, LAYOUTS, type Tlvs } from '../wire/pdu-layouts.js';
import { type Reply, type Request, Requests } from './requests.js';
import { Slots } from './slots.js';
import { STATUS } from '../wire/smpp-codes.js';

export interface Asked<R extends Request> {
  tlvs?: Tlvs;
  signal?: AbortSignal;
  /** Told of a response that came when nobody waited for it any more. */
  onLate?: (reply: Reply<R>) => void;
}

export interface LinkOptions {
  window: number;
  responseTimeoutMs: number;
  enquireLinkMs: number;
  /** @returns the status to answer a deliver_sm or data_sm with */
  onDelivery: (pdu: Delivery, link: Link) => Promise<number>;
  /** Told of a deliver_sm or data_sm that can't be read, and was refused with that status. */
  onRefused?: (status: number) => void;
}

/** What the SMSC brings: a receipt or a message. */
export type Delivery = Pdu<'deliver_sm'> | Pdu<'data_sm'>;

/** Of the other side, being worked on: more is answered with “later”. */
const MOST_DELIVERIES = 200;
/** Octets that the other side has not read: more than any window. */
const MOST_UNREAD = 4 * 1_024 * 1_024;
/** What was written last has so long to leave. */
const LINGER_MS = 1_000;

export class Link {
  /** Why it ended, once it has. */
  readonly ended: Promise<string>;
  private end: (reason: string) => void = () => undefined;
  private over: string | undefined;
  /** When it ended, by performance.now(). */
  endedAt: number | undefined;
  private leaving = false;
  private readonly framing = new Framing();
  private readonly slots: Slots;
  private readonly requests = new Requests();
  private deliveries = 0;
  private heard = 0;
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

  /** From now on, that is once it is bound: asks whether anybody is there after a silence; anything at all that comes is an answer. */
  watchOver(): void {
    const before = this.heard;
    this.watch = setTimeout(() => {
      if (this.heard !== before || this.leaving) this.watchOver();
      else void this.enquire(before);
    }, this.options.enquireLinkMs);
  }

  /** Never rejects. One in the window: waits for its turn first. */
  async submit(body: Fields<'submit_sm'>, asked: Asked<'submit_sm'>): Promise<Reply<'submit_sm'>> {
    const turn = this.slots.enter(asked.signal);
    if (turn !== true && !(await turn)) return { kind: 'not sent', reason: this.over ?? 'no turn in the window of the SMSC in time' };
    try {
      return await this.request('submit_sm', body, asked);
    } finally {
      this.slots.leave();
    }
  }

  /** Never rejects. */
  request<R extends Request>(command: R, body: Fields<R>, asked: Asked<R> = {}): Promise<Reply<R>> {
    if (this.over !== undefined || this.leaving) return Promise.resolve({ kind: 'not sent', reason: this.over ?? 'the session is ending' });
    if (asked.signal?.aborted === true) return Promise.resolve({ kind: 'not sent', reason: 'too late' });
    return this.ask(command, body, asked);
  }

  private ask<R extends Request>(command: R, body: Fields<R>, { tlvs, signal, onLate }: Asked<R>): Promise<Reply<R>> {
    const pdu = encode(command, body, { tlvs });
    const { responseTimeoutMs: timeoutMs } = this.options;
    return this.requests.await(command, { timeoutMs, signal, onLate }, (sequence) => {
      this.write(numbered(pdu, sequence));
    });
  }

  /** Says goodbye: nothing new leaves, what is under way has until then to be answered. Always ends. */
  async unbind(graceMs: number): Promise<void> {
    if (this.over !== undefined || this.leaving) return;
    await this.drain(graceMs);
    if (this.isOver()) return;
    await Promise.race([this.ask('unbind', {}, {}), this.ended, pause(graceMs, undefined, { ref: false })]);
    this.close('the session ended');
  }

  /** At once; whatever has no response yet is lost. */
  close(reason: string): void {
    if (this.over !== undefined) return;
    this.over = reason;
    this.endedAt = performance.now();
    clearTimeout(this.watch);
    this.slots.close();
    this.requests.lose(reason);
    // What was written just before still leaves; a peer that reads nothing keeps nothing open.
    this.socket.end();
    setTimeout(() => this.socket.destroy(), LINGER_MS).unref();
    this.end(reason);
  }

  private isOver(): boolean {
    return this.over !== undefined;
  }

  /** Like close, but what is under way has its time to be answered. */
  async retire(reason: string): Promise<void> {
    if (this.leaving) return;
    await this.drain(this.options.responseTimeoutMs);
    this.close(reason);
  }

  /** Nothing new from here on. Resolves when nothing waits for a response, or after that time. */
  private async drain(graceMs: number): Promise<void> {
    this.leaving = true;
    this.slots.close();
    await Promise.race([this.requests.drain(), this.ended, pause(graceMs, undefined, { ref: false })]);
  }

  /** The other side ends it. */
  private async part(sequence: number): Promise<void> {
    await this.drain(this.options.responseTimeoutMs);
    this.write(encodeHeader('unbind_resp', STATUS.ESME_ROK, sequence));
    this.close('the SMSC ended the session');
  }

  /** What is written in one go leaves in one piece: at a window of 100 twice as much a second. */
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
    if (frames.length > 0) this.heard++;
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
    // Neither of these has an answer.
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
      this.requests.spoil(malformed);
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
    if (this.heard === before) this.close('the SMSC says nothing any more');
    else this.watchOver();
  }
}
