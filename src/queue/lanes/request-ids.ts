// Makes request IDs. Sequence numbers come in blocks from the lane's own row, so that an ID costs no round trip and none is used twice. The
// rest of a block is skipped when the process ends.
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { requestIdOf } from '../entry-ids.js';
import { read, statement } from '../statements.js';

const BLOCK = 100n;
/** Creates the lane's own row if there is none. */
export const RESERVE = statement<{ lane: number; count: string; start: number }, { first: string }>('reserve-ids', import.meta.url);

interface Block {
  next: bigint;
  end: bigint;
}

@Injectable()
export class RequestIds {
  private readonly blocks = new Map<number, Promise<Block>>();
  private turn = 0;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The lane of the next request that may go to any lane: round robin. */
  nextLane(): number {
    const lanes = this.config.LANES;
    return lanes[this.turn++ % lanes.length] ?? 0;
  }

  async next(lane: number): Promise<bigint> {
    for (;;) {
      const pending = this.blocks.get(lane) ?? this.reserve(lane);
      const block = await pending;
      if (block.next < block.end) return requestIdOf(lane, block.next++);
      // The first caller that finds the block used up removes it.
      if (this.blocks.get(lane) === pending) this.blocks.delete(lane);
    }
  }

  private reserve(lane: number): Promise<Block> {
    const block = this.fetch(lane);
    this.blocks.set(lane, block);
    // A failed reservation must not stay in the map.
    block.catch(() => this.blocks.delete(lane));
    return block;
  }

  private async fetch(lane: number): Promise<Block> {
    // The sequence of a lane starts at the seconds of the epoch, so that a recreated database never repeats the IDs of the former one.
    const start = Math.floor(Date.now() / 1_000);
    const rows = await read(this.database, RESERVE, { lane, count: BLOCK.toString(), start });
    const next = BigInt(rows[0]?.first ?? start);
    return { next, end: next + BLOCK };
  }
}
