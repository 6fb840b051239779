// Inbound messages that lack parts, in this process's memory, bounded in number and octets, for each SMSC and for all together. If there is
// no more room, the oldest message of the SMSC with most octets is stored incomplete.
import type { Inbound } from '../../provider.js';
import type { Shifts } from '../wire/alphabet.js';

/** Each part carries its own alphabet. */
export interface Part {
  octets: Buffer;
  coding: number;
  shifts: Shifts;
}

export interface Assembly {
  key: string;
  id: string;
  from: string;
  fromKind: Inbound['fromKind'];
  to: string;
  total: number;
  parts: Map<number, Part>;
  timer: NodeJS.Timeout | undefined;
}

export interface Room {
  assemblies: number;
  bytes: number;
}

/** The bound of one SMSC. */
const MOST: Room = { assemblies: 2_000, bytes: 8 * 1_024 * 1_024 };
/** The bound of all SMSCs of the process. */
const MOST_OVERALL: Room = { assemblies: 10_000, bytes: 32 * 1_024 * 1_024 };
/** The approximate memory of a part beside its octets. */
const EACH = { assembly: 1_024, part: 256 };

const EVERY = new Set<Assemblies>();

const isOver = (used: Room, most: Room): boolean => used.assemblies > most.assemblies || used.bytes > most.bytes;

function overall(): Room {
  const used = { assemblies: 0, bytes: 0 };
  for (const each of EVERY) {
    used.assemblies += each.used.assemblies;
    used.bytes += each.used.bytes;
  }
  return used;
}

export class Assemblies {
  private readonly held = new Map<string, Assembly>();
  private bytes = 0;

  /** @param evict stores a message with the parts that have come; resolves when it is stored */
  constructor(private readonly evict: (assembly: Assembly) => Promise<void>) {
    EVERY.add(this);
  }

  get used(): Room {
    return { assemblies: this.held.size, bytes: this.bytes };
  }

  get(key: string): Assembly | undefined {
    return this.held.get(key);
  }

  /** Adds it as the newest. */
  add(assembly: Assembly): void {
    this.held.set(assembly.key, assembly);
    this.bytes += sizeOf(assembly);
  }

  /** Keeps a copy, since the received octets are a view into a larger piece of memory. */
  put(assembly: Assembly, number: number, part: Part): void {
    const before = sizeOf(assembly);
    assembly.parts.set(number, { ...part, octets: Buffer.from(Uint8Array.from(part.octets).buffer) });
    this.bytes += sizeOf(assembly) - before;
  }

  drop(assembly: Assembly, number: number): void {
    const before = sizeOf(assembly);
    assembly.parts.delete(number);
    this.bytes += sizeOf(assembly) - before;
    if (assembly.parts.size === 0) this.remove(assembly);
  }

  remove(assembly: Assembly): void {
    if (!this.held.delete(assembly.key)) return;
    clearTimeout(assembly.timer);
    this.bytes -= sizeOf(assembly);
  }

  close(): void {
    for (const assembly of [...this.held.values()]) this.remove(assembly);
    EVERY.delete(this);
  }

  /** Rejects if an old message cannot be stored: then it stays, and the new part is refused. */
  async makeRoom(): Promise<void> {
    while (isOver(this.used, MOST)) await this.evictOldest();
    while (isOver(overall(), MOST_OVERALL)) {
      const fullest = [...EVERY].reduce((most, each) => (each.bytes > most.bytes ? each : most), this);
      if (fullest.held.size === 0) return;
      await fullest.evictOldest();
    }
  }

  private async evictOldest(): Promise<void> {
    const [oldest] = this.held.values();
    if (oldest === undefined) return;
    this.remove(oldest);
    try {
      await this.evict(oldest);
    } catch (error) {
      this.add(oldest);
      throw error;
    }
  }
}

function sizeOf({ parts }: Assembly): number {
  let bytes = EACH.assembly;
  for (const { octets } of parts.values()) bytes += octets.length + EACH.part;
  return bytes;
}
