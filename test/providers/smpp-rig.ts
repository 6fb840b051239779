// A provider by SMPP to a port of this machine, as the tests configure it, and where it keeps its message IDs.
import { Logger } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { plainId } from '../../src/platform/message-id.js';
import type { DoubtfulEntry, Inbound, Kept, MessageIds, Part, Receipt, SentMessage } from '../../src/providers/provider.js';
import { SmppSettings } from '../../src/providers/smpp/smpp-settings.js';
import { Smpp } from '../../src/providers/smpp/smpp.js';
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

interface Said {
  of: { entryId: string; attempt: number };
  parts: Part[];
  decideAt: number;
}

export class MemoryIds implements MessageIds {
  readonly kept = new Map<string, string>();
  readonly said = new Map<string, Said>();
  /** What entries.inDoubt finds, whatever it is asked. */
  doubtful: DoubtfulEntry[] = [];
  /** To whom entries went, by their IDs. */
  readonly sentTo = new Map<string, string>();

  readonly parts: MessageIds['parts'] = {
    keep: (_provider, of, part, waitMs) => {
      const key = JSON.stringify(of);
      const said = this.said.get(key) ?? { of, parts: [], decideAt: Infinity };
      if (!said.parts.some(({ place }) => place === part.place)) said.parts.push(part);
      this.said.set(key, { ...said, decideAt: Math.min(said.decideAt, performance.now() + waitMs) });
      return Promise.resolve(said.parts);
    },
    of: (of) => Promise.resolve(this.said.get(JSON.stringify(of))?.parts ?? []),
    overdue: () => Promise.resolve([...this.said.values()].filter(({ decideAt }) => decideAt <= performance.now()).map(({ of }) => of)),
    forget: (of) => {
      this.said.delete(JSON.stringify(of));
      return Promise.resolve();
    },
  };
  readonly entries: MessageIds['entries'] = {
    get: (entryId) => {
      const [address, inDoubt] = [this.sentTo.get(entryId), this.doubtful.some((each) => each.entryId === entryId)];
      return Promise.resolve(address === undefined ? undefined : { address, attempt: 1, inDoubt });
    },
    inDoubt: (_provider, _channel, addresses) => Promise.resolve(this.doubtful.filter(({ address }) => addresses.includes(address))),
  };

  remember(provider: string, providerMessageId: string, reference: string): Promise<void> {
    this.kept.delete(`${provider} ${providerMessageId}`);
    this.kept.set(`${provider} ${providerMessageId}`, reference);
    return Promise.resolve();
  }

  find(provider: string, providerMessageId: string): Promise<Kept[]> {
    return Promise.resolve(
      this.all(provider)
        .filter((kept) => plainId(kept.providerMessageId) === plainId(providerMessageId))
        .reverse(),
    );
  }

  of(provider: string, reference: string): Promise<Kept[]> {
    return Promise.resolve(this.all(provider).filter((kept) => kept.reference === reference || kept.reference.startsWith(`${reference}:`)));
  }

  private all(provider: string): Kept[] {
    const ours = [...this.kept].filter(([key]) => key.startsWith(`${provider} `));
    return ours.map(([key, reference]) => ({ providerMessageId: key.slice(provider.length + 1), reference, at: new Date() }));
  }
}

export function sent(address: string, more: Partial<SentMessage<string>>): SentMessage<string> {
  const { entryId, attempt, channel } = message(address);
  return { entryId, attempt, channel, address, providerMessageId: null, at: new Date(), ...more };
}

/** Of what a Pair's messages are sent from and to. */
export const ADDRESSED = { from: 'Acme', to: '919866694753' };

/** A provider bound to a peer, and what it was told. */
export class Pair {
  readonly ids = new MemoryIds();
  readonly receipts: Receipt[] = [];
  readonly inbound: Inbound[] = [];
  /** What stands in the way of storing what comes. */
  storing: () => Promise<void> = () => Promise.resolve();

  private constructor(
    readonly peer: Peer,
    readonly provider: Smpp,
  ) {
    provider.keepMessageIds(this.ids);
    provider.onInbound(async (each) => {
      await this.storing();
      this.inbound.push(each);
    });
    provider.onReceipt(async (receipt) => {
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

  async accepted(content = 'hello'): Promise<{ entryId: string; ids: string[] }> {
    const each = message(NUMBER.accepted, { content });
    const answer = await this.provider.handOver(each, AbortSignal.timeout(60_000));
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    return { entryId: each.entryId, ids: answer.providerMessageId.split(' ') };
  }

  async close(): Promise<void> {
    await this.provider.close();
    await this.peer.close();
  }
}
