// Texts by any SMSC that speaks SMPP 3.4: submit_sm for hand-overs, deliver_sm and data_sm for receipts and inbound messages.
import { randomInt } from 'node:crypto';
import {
  type Answer,
  type Provider,
  type ProviderContext,
  type Inbound,
  type Known,
  type Message,
  type MessageIds,
  rejectWithoutHandler,
  type Receipt,
  referenceOf,
  type SentMessage,
  type Unread,
} from '../provider.js';
import { cancelMessage, queryMessage } from './receive/asking.js';
import { openEitherWay } from './session/connect.js';
import { Inbox } from './receive/inbox.js';
import type { Delivery, Link } from './session/link.js';
import { Notices } from './receive/notices.js';
import { SmppReceiptIntake } from './receive/receipt-intake.js';
import { isReceipt, readReceipt } from './receive/receipt.js';
import { notSent, sendParts } from './send/sending.js';
import { Session } from './session/session.js';
import { type Meaning, describeStatus, STATUS } from './wire/smpp-codes.js';
import type { SmppSettings } from './smpp-settings.js';
import { readStatuses } from './wire/statuses.js';
import { submitsOf } from './send/submit.js';

const PARTING_MS = 1_000;

export class Smpp implements Provider<string> {
  readonly name: string;
  readonly channels: readonly string[] = ['text'];
  readonly maxInFlight: number;
  readonly ratePerSecond: number;
  private readonly session: Session;
  private readonly intake: SmppReceiptIntake;
  private readonly inbox: Inbox;
  private readonly notices: Notices;
  private readonly statuses: ReadonlyMap<number, Meaning>;
  private receiptHandler: (receipt: Receipt) => Promise<void> = rejectWithoutHandler;
  private inboundHandler: (inbound: Inbound) => Promise<void> = rejectWithoutHandler;
  /** The reference number for the parts of the next long message. */
  private parts = randomInt(0x1_0000);

  constructor(
    private readonly settings: SmppSettings,
    { name }: Pick<ProviderContext, 'name'>,
  ) {
    this.name = name;
    this.maxInFlight = settings.maxInFlight;
    this.ratePerSecond = settings.ratePerSecond;
    this.statuses = readStatuses(settings.statuses);
    this.session = new Session(name, settings, {
      onDelivery: (delivery, link) => this.deliver(delivery, link),
      onRefused: (status) => {
        this.notices.receipt(`What the SMSC brought is no PDU that can be read: it was answered ${describeStatus(status)}`);
      },
    });
    this.notices = new Notices(name);
    const { notices } = this;
    this.intake = new SmppReceiptIntake({ provider: name, settings, notices, report: (receipt) => this.receiptHandler(receipt) });
    const { alphabet, assembleMs } = settings;
    const ids = (): MessageIds => this.intake.ids;
    this.inbox = new Inbox({ provider: name, alphabet, assembleMs, notices, ids, report: (inbound) => this.inboundHandler(inbound) });
  }

  static from(settings: SmppSettings, context: ProviderContext): Smpp {
    return new Smpp(settings, context);
  }

  get unread(): Readonly<Unread> {
    return this.notices.unread;
  }

  /** Opens the session when a handler is registered. */
  onReceipt(handler: (receipt: Receipt) => Promise<void>): void {
    this.receiptHandler = handler;
    this.session.start();
    this.intake.start();
  }

  onInbound(handler: (inbound: Inbound) => Promise<void>): void {
    this.inboundHandler = handler;
  }

  keepMessageIds(ids: MessageIds): void {
    this.intake.ids = ids;
  }

  async handOver(message: Message<string>, signal: AbortSignal): Promise<Answer> {
    if (message.channel !== 'text') return { kind: 'refused', reason: 'the SMSC takes text only' };
    this.parts = (this.parts + 1) & 0xffff;
    const submits = submitsOf(message, this.settings, this.parts);
    if ('refused' in submits) return { kind: 'refused', reason: submits.refused };
    // If the session is bound, the message leaves within this call.
    const link = this.session.bound ?? (await this.session.link(signal));
    if (link === undefined) return notSent(this.session.reason, this.session.isRefused);
    const learn = (messageId: string, reference: string): Promise<void> =>
      this.settings.receipts ? this.intake.learn(messageId, reference) : Promise.resolve();
    return sendParts(link, submits, { reference: referenceOf(message), signal, statuses: this.statuses, learn });
  }

  /** Uses a session of its own. Deliveries of the SMSC to that session are refused for a repeat. */
  async check(signal: AbortSignal): Promise<string> {
    const { host, port, responseTimeoutMs, enquireLinkMs } = this.settings;
    const onDelivery = (): Promise<number> => Promise.resolve(STATUS.ESME_RX_T_APPN);
    const options = { window: 1, responseTimeoutMs, enquireLinkMs, onDelivery };
    const [opened, way] = await openEitherWay(this.settings, options, signal, this.settings.bind);
    if (opened.kind === 'failed') throw new Error(`${host}:${port}: ${opened.reason}`);
    await Promise.all([opened.link.unbind(PARTING_MS), opened.receiver?.unbind(PARTING_MS)]);
    const as = way === 'pair' ? 'a transmitter and a receiver' : 'a transceiver';
    return `bound to ${host}:${port} as ${as}${opened.smsc === '' ? '' : `; the SMSC calls itself ${opened.smsc}`}`;
  }

  /** An ID is stored only for accepted messages. So the acceptance is known even if the SMSC has no query_sm. */
  async query(message: SentMessage<string>, signal: AbortSignal): Promise<Known> {
    const kept = message.providerMessageId === null ? await this.intake.idOf(referenceOf(message), message.at) : null;
    const providerMessageId = message.providerMessageId ?? kept;
    const link = await this.session.link(signal);
    const known: Known =
      link === undefined
        ? { kind: 'unknown', reason: this.session.reason }
        : await queryMessage(link, { ...message, providerMessageId }, this.settings, signal);
    return known.kind === 'unknown' && kept !== null ? { kind: 'accepted', providerMessageId: kept } : known;
  }

  async recall(message: SentMessage<string>, signal: AbortSignal): Promise<'recalled' | 'too late' | 'unknown'> {
    const link = await this.session.link(signal);
    return link === undefined ? 'unknown' : cancelMessage(link, message, this.settings, signal);
  }

  async close(): Promise<void> {
    this.intake.close();
    this.inbox.close();
    await this.session.close();
  }

  private async deliver(delivery: Delivery, link: Link): Promise<number> {
    const { body, tlvs } = delivery;
    if (body === undefined) return STATUS.ESME_RINVCMDLEN;
    const receipt = readReceipt(body, tlvs, 'short_message' in body ? body.short_message : Buffer.alloc(0));
    if (isReceipt(body.esm_class, tlvs)) return this.intake.receive(receipt);
    return (receipt.isWhole ? await this.intake.receiveUnmarked(receipt) : undefined) ?? this.inbox.receive(delivery, link);
  }
}
