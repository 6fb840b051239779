// Messages that people send to us: kept once, however often the carrier repeats them, and their keywords obeyed in the transaction that
// keeps them. STOP: nothing more of that sender. START: again. All of a number is in its own lane.
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config.js';
import { DispatchPool } from '../pools.js';
import { run, statement } from '../statements.js';
import { transaction } from '../transaction.js';
import { ANYONE, laneFor, numberOf, senderKey } from './addresses.js';
import { type Keyword, Keywords } from './keywords.js';
import { OptOuts } from './opt-outs.js';

const KNOWN = statement('inbound-known');
const STORE = statement('inbound-store');
const OPT_OUT = statement('opt-out');
const OPT_IN = statement('opt-in');
const LANE_OPEN = statement('lane-open');

/** No carrier's are longer; a key of the database can't be much longer. */
const LONGEST_ID = 255;
const LONGEST_ADDRESS = 64;
const LONGEST_CONTENT = 10_000;

export interface InboundMessage {
  carrier: string;
  carrierMessageId: string;
  from: string;
  to: string;
  content: string;
}

@Injectable()
export class InboundMessages {
  private readonly keywords: Keywords;

  constructor(
    private readonly pools: DispatchPool,
    private readonly optOuts: OptOuts,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.keywords = new Keywords(config.OPT_OUT_KEYWORDS, config.OPT_IN_KEYWORDS);
  }

  /** Resolves once it is durable; a repeat changes nothing. @returns the keyword that was obeyed */
  async store(message: InboundMessage): Promise<Keyword | undefined> {
    const [carrierMessageId, from, to, content] = [
      storable(message.carrierMessageId, LONGEST_ID),
      storable(message.from, LONGEST_ADDRESS),
      storable(message.to, LONGEST_ADDRESS),
      storable(message.content, LONGEST_CONTENT),
    ];
    const { carrier } = message;
    const lanes = await this.optOuts.lanes();
    const lane = laneFor(this.config.LANES, from);
    if (lanes.length > 1 && (await this.isKnown(lanes, carrier, carrierMessageId))) return undefined;
    const number = numberOf(from);
    const keyword = this.keywords.in(content);
    // Before it is kept: a repeat after a failure comes here again.
    if (keyword?.wish === 'start' && number !== undefined)
      for (const other of lanes) if (other !== lane) await run(this.pools.pool, OPT_IN, [other, number, senderKey(to)]);
    const isNew = await transaction(this.pools.pool, async (client) => {
      const values = [lane, carrier, carrierMessageId, from, to, content, keyword?.word ?? null];
      const stored = await run(client, STORE, values);
      if (stored.length === 0) return false;
      if (number === undefined) return true;
      if (keyword?.wish === 'start') await run(client, OPT_IN, [lane, number, senderKey(to)]);
      if (keyword?.wish === 'stop') {
        await run(client, LANE_OPEN, [lane, Math.floor(Date.now() / 1_000)]);
        await run(client, OPT_OUT, [lane, number, this.senderOf(keyword, to), keyword.word]);
      }
      return true;
    });
    if (!isNew) return undefined;
    if (keyword?.wish === 'stop') this.optOuts.filled(lane);
    return keyword;
  }

  private senderOf({ everyone }: Keyword, to: string): string {
    return everyone || this.config.OPT_OUT_EVERYWHERE ? ANYONE : senderKey(to);
  }

  private async isKnown(lanes: readonly number[], carrier: string, id: string): Promise<boolean> {
    const found = await Promise.all(lanes.map((lane) => run(this.pools.pool, KNOWN, [lane, carrier, id])));
    return found.some((rows) => rows.length > 0);
  }
}

/** PostgreSQL keeps no zero bytes. */
const storable = (text: string, longest: number): string => text.replaceAll('\0', '').slice(0, longest);
