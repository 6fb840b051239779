// Makes request IDs: sequence numbers come in blocks from the lane's own row, so that an ID costs no round trip and none is ever used
// twice. What a process had left of a block when it ended is skipped.
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { requestIdOf } from '../entry-ids.js';
import { read, statement } from '../statements.js';

const BLOCK = 100n;
/** The lane's own row is made by it, where there is none. */
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

  /** The lane of the next request that doesn't care: each in its turn. */
  nextLane(): number {
    const lanes = this.config.LANES;
    return lanes[this.turn++ % lanes.length] ?? 0;
  }

  async next(lane: number): Promise<bigint> {
    for (;;) {
      const pending = this.blocks.get(lane) ?? this.reserve(lane);
      const block = await pending;
      if (block.next < block.end) return requestIdOf(lane, block.next++);
      // Whoever sees the block used up first takes it away.
      if (this.blocks.get(lane) === pending) this.blocks.delete(lane);
    }
  }

  private reserve(lane: number): Promise<Block> {
    const block = this.fetch(lane);
    this.blocks.set(lane, block);
    // A block that could not be had must not stay.
    block.catch(() => this.blocks.delete(lane));
    return block;
  }

  private async fetch(lane: number): Promise<Block> {
    // A lane's line starts at the seconds of the epoch: a database made anew never hands out the IDs of its forerunner.
    const start = Math.floor(Date.now() / 1_000);
    const rows = await read(this.database, RESERVE, { lane, count: BLOCK.toString(), start });
    const next = BigInt(rows[0]?.first ?? start);
    return { next, end: next + BLOCK };
  }
}
