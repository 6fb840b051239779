// Stores inbound messages, once each even if the provider repeats them, and executes their keywords in the same transaction. STOP adds an
// opt-out of the sender; START removes it. The report of a client is not authenticated by a provider, so it applies only to the client's
// tenant. If the address cannot be read as a number, the keyword is ignored: the message is stored, logged and counted as ignored.
// All messages and opt-outs of a number are in the lane of the number.
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { CONFIG } from '../../platform/config/config.js';
import type { SmsConfig } from '../settings.js';
import { countryOf } from '../../platform/phone/phone-number.js';
import { visible } from '../../platform/phone/visible.js';
import { RareWarning } from '../../platform/rare-warning.js';
import { type InboundMessage, InboundHandlers, type StoredInbound } from '../../queue/reconcile/inbound-handlers.js';
import { contenders, LaneDirectory } from '../../queue/lanes/lane-directory.js';
import { placeOf, weightOf } from '../../queue/suppression/home.js';
import { ANYONE, EVERY_TENANT, Suppression } from '../../queue/suppression/suppression.js';
import { IntakePool, type Pooled } from '../../queue/pools.js';
import { RequestIds } from '../../queue/lanes/request-ids.js';
import { run, statement } from '../../queue/statements.js';
import { transaction } from '../../queue/transaction.js';
import { SMS } from '../sms.js';
import { numberOf, senderKeys } from './addresses.js';
import { type Keyword, Keywords } from './keywords.js';
import { ownerOf } from './owner.js';

interface StoreParameters {
  lane: number;
  provider: string;
  messageId: string;
  from: string;
  to: string;
  content: string;
  keyword: string | null;
  id: string;
  tenant: string | null;
  ignoredKeyword: string | null;
}

interface Listed {
  lane: number;
  module: string;
  address: string;
  tenant: string;
}

const KNOWN = statement<{ lane: number; provider: string; messageId: string }, { id: string }>('inbound-known', import.meta.url);
const STORE = statement<StoreParameters, { provider: string }>('inbound-store', import.meta.url);
const OPT_OUT = statement<Listed & { sender: string; keyword: string }>('opt-out', import.meta.url);
const OPT_IN = statement<Listed & { senders: string[] }>('opt-in', import.meta.url);

/** No provider has longer message IDs, and a key of the database cannot be much longer. */
export const LONGEST_ID = 255;
export const LONGEST_ADDRESS = 64;
export const LONGEST_CONTENT = 10_000;
/** Providers repeat a message for at most this time. */
const REPEATED_MS = 24 * 3_600_000;

@Injectable()
export class InboundMessages implements OnModuleInit {
  private readonly keywords: Keywords;
  private readonly country;
  private readonly ignored = new RareWarning(new Logger('Inbound'));

  constructor(
    @Inject(IntakePool) private readonly pools: Pooled,
    private readonly suppression: Suppression,
    private readonly ids: RequestIds,
    private readonly directory: LaneDirectory,
    private readonly handlers: InboundHandlers,
    @Inject(CONFIG) private readonly config: SmsConfig,
  ) {
    this.keywords = new Keywords(config.OPT_OUT_KEYWORDS, config.OPT_IN_KEYWORDS);
    this.country = countryOf(config.DEFAULT_COUNTRY);
  }

  onModuleInit(): void {
    this.handlers.register(SMS, (message) => this.store(message));
  }

  /** When it resolves, the message is durable. A repeated message changes nothing. */
  async store(message: InboundMessage): Promise<StoredInbound> {
    const { provider } = message;
    const mobile = numberOf(message.from, this.country, message.fromKind);
    const [providerMessageId, from, to, content] = [
      storable(message.providerMessageId, LONGEST_ID),
      mobile ?? storable(visible(message.from).trim(), LONGEST_ADDRESS),
      storable(visible(message.to).trim(), LONGEST_ADDRESS),
      storable(message.content, LONGEST_CONTENT),
    ];
    const tenant = message.tenant ?? EVERY_TENANT;
    const { lane, repeats, listed } = await this.lanesOf(from);
    const first =
      (repeats.length > 0 ? await this.known([...repeats, lane], provider, providerMessageId) : undefined) ??
      (isReported(provider) ? await this.reportedForAnother(lane, provider, providerMessageId) : undefined);
    if (first !== undefined) return { id: first };
    const id = (await this.ids.next(lane)).toString();
    const found = this.keywords.in(content, message.wish);
    const ignored = mobile === undefined && found !== undefined && found.wish !== 'help' ? found : undefined;
    const keyword = ignored === undefined ? found : undefined;
    const keys = [...senderKeys(to, this.country)];
    // Before the message is stored, so that a repetition after a failure executes this again.
    if (keyword?.wish === 'start' && mobile !== undefined)
      for (const other of listed) await run(this.pools.pool, OPT_IN, { lane: other, module: SMS, address: mobile, senders: keys, tenant });
    const isNew = await transaction(this.pools.pool, async (client) => {
      const stored = await run(client, STORE, {
        ...{ lane, provider, messageId: providerMessageId, from, to, content, id },
        keyword: keyword?.word ?? null,
        tenant: message.tenant ?? ownerOf(this.config, to),
        ignoredKeyword: ignored?.word ?? null,
      });
      if (stored.length === 0) return false;
      if (mobile === undefined) return true;
      if (keyword?.wish === 'start') await run(client, OPT_IN, { lane, module: SMS, address: mobile, senders: keys, tenant });
      if (keyword?.wish === 'stop')
        for (const sender of this.isOfAll(keyword) ? [ANYONE] : keys)
          await run(client, OPT_OUT, { lane, module: SMS, address: mobile, sender, keyword: keyword.word, tenant });
      return true;
    });
    if (!isNew) return { id: (await this.known([lane], provider, providerMessageId)) ?? '' };
    if (keyword?.wish === 'stop') this.suppression.filled(lane, SMS);
    if (ignored !== undefined) this.warn(message, ignored);
    return { id, ...(keyword !== undefined && { keyword }) };
  }

  private isOfAll({ everyone }: Keyword): boolean {
    return everyone || this.config.OPT_OUT_EVERYWHERE;
  }

  private warn({ provider, from, tenant }: InboundMessage, { wish, word }: Keyword): void {
    const who = isReported(provider) ? `A client of ${tenant ?? 'nobody'}` : provider;
    this.ignored.warn(
      provider,
      `${who}: someone asked to ${wish} (${word}) from an address that can't be read as a phone number (${masked(from)}): stored, but the keyword has NO effect`,
    );
  }

  /**
   * @returns the home lane of the sender; the other lanes that may already hold the message, stored while a lane was not known yet; and
   * the other lanes that may hold opt-outs of the sender, in an order in which no opt-out is moved past an opt-in
   */
  private async lanesOf(from: string): Promise<{ lane: number; repeats: number[]; listed: number[] }> {
    const digits = placeOf(from);
    const all = await this.directory.all();
    const before = (isSure: (lane: (typeof all)[number]) => boolean): number[] =>
      contenders(all, ({ lane }) => weightOf(lane, digits), isSure).map(({ lane }) => lane);
    const [lane = 0, ...repeats] = before(({ age }) => age > REPEATED_MS);
    return {
      lane,
      repeats,
      listed: before(({ stage }) => stage >= 2)
        .slice(1)
        .reverse(),
    };
  }

  /** Finds a report with the same ID for another number, in all lanes. Lanes that cannot be reached are skipped, so the report is not refused. */
  private async reportedForAnother(lane: number, provider: string, messageId: string): Promise<string | undefined> {
    const others = (await this.directory.numbers()).filter((other) => other !== lane);
    const found = await Promise.all(others.map((other) => this.known([other], provider, messageId).catch(() => undefined)));
    return found.find((id) => id !== undefined);
  }

  private async known(lanes: readonly number[], provider: string, messageId: string): Promise<string | undefined> {
    const found = await Promise.all(lanes.map((lane) => run(this.pools.pool, KNOWN, { lane, provider, messageId })));
    return found.flat()[0]?.id;
  }
}

/** True for the report of a client: its name is a JSON list (inbound.service.ts), a provider's name never is. */
const isReported = (provider: string): boolean => provider.startsWith('[');

/** PostgreSQL cannot store zero bytes. */
const storable = (text: string, longest: number): string => text.replaceAll('\0', '').slice(0, longest);

/** The form of an address for the log, without its letters and most of its digits, which are personal data. */
const masked = (address: string): string => {
  const digits = visible(address).trim().slice(0, LONGEST_ADDRESS);
  return /^[\d+]{5,}$/.test(digits)
    ? `${digits.slice(0, 2)}…${digits.slice(-2)}, ${digits.length} characters`
    : `${digits.length} characters`;
};
