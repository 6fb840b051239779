// Compares the codes of the registered channels with the codes in the database. Rows keep codes forever, so a code keeps its first meaning.
// A process that registers a code for another channel is refused at its start.
import { Injectable } from '@nestjs/common';
import { StartupError } from '../platform/config/config.js';
import { Channels } from './channels.js';
import { DispatchPool } from './pools.js';
import { type Nothing, run, statement } from './statements.js';

export interface KnownChannel {
  code: number;
  name: string;
  module: string;
}

/** Rows in the order of their codes. */
export const CHANNELS = statement<Nothing, KnownChannel>('channels', import.meta.url);
const REGISTER = statement<{ codes: number[]; names: string[]; modules: string[] }>('channels-register', import.meta.url);

const isSame = (a: KnownChannel, b: KnownChannel): boolean => a.code === b.code && a.name === b.name && a.module === b.module;
const described = ({ code, name, module }: KnownChannel): string => `the channel ${name} of the module ${module} (code ${code})`;

@Injectable()
export class ChannelCodes {
  constructor(
    private readonly pools: DispatchPool,
    private readonly channels: Channels,
  ) {}

  /** @throws StartupError if the database has the code or the name for another channel */
  async register(): Promise<void> {
    const { pool } = this.pools;
    // Read first: a write needs every node of a cluster, and a start does not.
    const known = await run(pool, CHANNELS, {});
    const missing = this.channels.all.filter((channel) => !known.some((each) => isSame(each, channel)));
    if (missing.length === 0) return;
    await run(pool, REGISTER, {
      codes: missing.map(({ code }) => code),
      names: missing.map(({ name }) => name),
      modules: missing.map(({ module }) => module),
    });
    const now = await run(pool, CHANNELS, {});
    for (const channel of missing) {
      const other = now.find((each) => (each.code === channel.code || each.name === channel.name) && !isSame(each, channel));
      if (other !== undefined) throw new StartupError(refusalOf(channel, other));
    }
  }
}

const refusalOf = (channel: KnownChannel, other: KnownChannel): string =>
  `A module registers ${described(channel)}, but this database has ${described(other)}. Rows keep codes forever: ` +
  `register the known channel as it was, or give ${channel.name} a code and a name that were never used.`;
