// A carrier by SMPP to a port of this machine, as the tests configure it, and where it keeps its message IDs.
import { Logger } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { Inbound, Kept, MessageIds, Receipt, SentMessage } from '../../src/carriers/carrier.js';
import { SmppSettings } from '../../src/carriers/smpp/smpp-settings.js';
import { Smpp } from '../../src/carriers/smpp/smpp.js';
import { message } from './conformance.js';
import { NUMBER, Peer } from './smpp-peer.js';

/** What a session says of itself is not what is tested. */
Logger.overrideLogger(false);

export function smppTo(port: number, more: Partial<SmppSettings> = {}): Smpp {
  const account = { host: '127.0.0.1', port, systemId: 'acme', password: 'secret', reconnectMs: 10, reconnectMaxMs: 1_000 };
  const settings = plainToInstance(SmppSettings, { ...account, ...more });
  const wrong = validateSync(settings);
  if (wrong.length > 0) throw new Error(wrong.join());
  return Smpp.from(settings, { name: 'SMPP', callbackUrl: undefined });
}

export class MemoryIds implements MessageIds {
  readonly kept = new Map<string, string>();

  remember(carrier: string, carrierMessageId: string, reference: string): Promise<void> {
    this.kept.set(`${carrier} ${carrierMessageId}`, reference);
    return Promise.resolve();
  }

  find(carrier: string, carrierMessageId: string): Promise<string | undefined> {
    return Promise.resolve(this.kept.get(`${carrier} ${carrierMessageId}`));
  }

  of(carrier: string, reference: string): Promise<Kept[]> {
    const ours = [...this.kept].filter(
      ([key, of]) => key.startsWith(`${carrier} `) && (of === reference || of.startsWith(`${reference}:`)),
    );
    return Promise.resolve(ours.map(([key, of]) => ({ carrierMessageId: key.slice(carrier.length + 1), reference: of })));
  }
}

export function sent(mobile: string, more: Partial<SentMessage>): SentMessage {
  const { smsId, attempt, channel } = message(mobile);
  return { smsId, attempt, channel, mobile, carrierMessageId: null, at: new Date(), ...more };
}

/** Of what a Pair's messages are sent from and to. */
export const ADDRESSED = { from: 'Acme', to: '919866694753' };

/** A carrier bound to a peer, and what it was told. */
export class Pair {
  readonly ids = new MemoryIds();
  readonly receipts: Receipt[] = [];
  readonly inbound: Inbound[] = [];
  /** What stands in the way of storing what comes. */
  storing: () => Promise<void> = () => Promise.resolve();

  private constructor(
    readonly peer: Peer,
    readonly carrier: Smpp,
  ) {
    carrier.keepMessageIds(this.ids);
    carrier.onInbound(async (each) => {
      await this.storing();
      this.inbound.push(each);
    });
    carrier.onReceipt(async (receipt) => {
      await this.storing();
      this.receipts.push(receipt);
    });
  }

  static async start(settings: Partial<SmppSettings>): Promise<Pair> {
    const peer = await Peer.start();
    return new Pair(peer, smppTo(peer.port, settings));
  }

  forget(): void {
    this.storing = () => Promise.resolve();
    for (const list of [this.receipts, this.inbound, this.peer.submits]) list.length = 0;
  }

  async accepted(content = 'hello'): Promise<{ smsId: string; ids: string[] }> {
    const each = message(NUMBER.accepted, { content });
    const answer = await this.carrier.handOver(each, AbortSignal.timeout(60_000));
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    return { smsId: each.smsId, ids: answer.carrierMessageId.split(' ') };
  }

  async close(): Promise<void> {
    await this.carrier.close();
    await this.peer.close();
  }
}
