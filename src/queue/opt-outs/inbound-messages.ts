// Messages that people send to us: kept once, however often the carrier repeats them, and their keywords obeyed in the transaction that
// keeps them. STOP: nothing more of that sender. START: again. What a client tells of, whom nobody vouches for, holds for its tenant alone.
// All of a number is in its own lane.
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config.js';
import { DispatchPool } from '../pools.js';
import { RequestIds } from '../request-ids.js';
import { run, statement } from '../statements.js';
import { transaction } from '../transaction.js';
import { ANYONE, EVERY_TENANT, laneFor, numberOf, senderKey } from './addresses.js';
import { type Keyword, Keywords } from './keywords.js';
import { OptOuts } from './opt-outs.js';
import { ownerOf } from './owner.js';

const KNOWN = statement('inbound-known');
const STORE = statement('inbound-store');
const OPT_OUT = statement('opt-out');
const OPT_IN = statement('opt-in');

/** No carrier's are longer; a key of the database can't be much longer. */
export const LONGEST_ID = 255;
export const LONGEST_ADDRESS = 64;
export const LONGEST_CONTENT = 10_000;

export interface InboundMessage {
  carrier: string;
  carrierMessageId: string;
  from: string;
  to: string;
  content: string;
  /** The one that it concerns: who told of it, or whose own carrier brought it. No tenant speaks for another. */
  tenant?: string;
}

export interface StoredInbound {
  /** On the number line of the requests; a repeat's is the first one's, '' where that came before there were any. */
  id: string;
  /** That was obeyed: never a repeat's. */
  keyword?: Keyword;
}

@Injectable()
export class InboundMessages {
  private readonly keywords: Keywords;

  constructor(
    private readonly pools: DispatchPool,
    private readonly optOuts: OptOuts,
    private readonly ids: RequestIds,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.keywords = new Keywords(config.OPT_OUT_KEYWORDS, config.OPT_IN_KEYWORDS);
  }

  /** Resolves once it is durable; a repeat changes nothing. */
  async store(message: InboundMessage): Promise<StoredInbound> {
    const [carrierMessageId, from, to, content] = [
      storable(message.carrierMessageId, LONGEST_ID),
      storable(message.from, LONGEST_ADDRESS),
      storable(message.to, LONGEST_ADDRESS),
      storable(message.content, LONGEST_CONTENT),
    ];
    const { carrier } = message;
    const tenant = message.tenant ?? EVERY_TENANT;
    const lanes = await this.optOuts.lanes();
    const lane = laneFor(this.config.LANES, from);
    const first = lanes.length > 1 ? await this.known(lanes, carrier, carrierMessageId) : undefined;
    if (first !== undefined) return { id: first };
    const id = (await this.ids.next(lane)).toString();
    const number = numberOf(from);
    const keyword = this.keywords.in(content);
    // Before it is kept: a repeat after a failure comes here again.
    if (keyword?.wish === 'start' && number !== undefined)
      for (const other of lanes) if (other !== lane) await run(this.pools.pool, OPT_IN, [other, number, senderKey(to), tenant]);
    const isNew = await transaction(this.pools.pool, async (client) => {
      const values = [
        lane,
        carrier,
        carrierMessageId,
        from,
        to,
        content,
        keyword?.word ?? null,
        id,
        message.tenant ?? ownerOf(this.config, to),
      ];
      const stored = await run(client, STORE, values);
      if (stored.length === 0) return false;
      if (number === undefined) return true;
      if (keyword?.wish === 'start') await run(client, OPT_IN, [lane, number, senderKey(to), tenant]);
      if (keyword?.wish === 'stop') await run(client, OPT_OUT, [lane, number, this.senderOf(keyword, to), keyword.word, tenant]);
      return true;
    });
    if (!isNew) return { id: (await this.known([lane], carrier, carrierMessageId)) ?? '' };
    if (keyword?.wish === 'stop') this.optOuts.filled(lane);
    return { id, ...(keyword !== undefined && { keyword }) };
  }

  private senderOf({ everyone }: Keyword, to: string): string {
    return everyone || this.config.OPT_OUT_EVERYWHERE ? ANYONE : senderKey(to);
  }

  private async known(lanes: readonly number[], carrier: string, messageId: string): Promise<string | undefined> {
    const found = await Promise.all(lanes.map((lane) => run<{ id: string }>(this.pools.pool, KNOWN, [lane, carrier, messageId])));
    return found.flat()[0]?.id;
  }
}

/** PostgreSQL keeps no zero bytes. */
const storable = (text: string, longest: number): string => text.replaceAll('\0', '').slice(0, longest);
