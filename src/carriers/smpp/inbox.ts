// Inbound messages: read by their alphabet, and long ones put together again. Each part is acknowledged as it comes, since an SMSC may
// send the next one only then; the last one when the message is stored. What stays incomplete is told as it is when its time is over.
import { randomUUID } from 'node:crypto';
import type { Inbound } from '../carrier.js';
import { type DefaultAlphabet, readText } from './alphabet.js';
import { type Place, readSar, readUdh } from './concatenation.js';
import type { Delivery } from './link.js';
import { TAG } from './pdu-layouts.js';
import { STATUS } from './smpp-codes.js';
import { TON } from './submit.js';

const UDHI = 0x40;
const MOST_ASSEMBLIES = 10_000;
/** In the place of a part that never came. */
const MISSING = ' … ';

export interface InboxOptions {
  alphabet: DefaultAlphabet;
  assembleMs: number;
  tell: (inbound: Inbound) => Promise<void>;
}

interface Assembly {
  id: string;
  from: string;
  fromKind: Inbound['fromKind'];
  to: string;
  total: number;
  coding: number;
  parts: Map<number, Buffer>;
  timer: NodeJS.Timeout;
  /** Of the whole message; kept until its time is over, for parts that are repeated. */
  told?: Promise<void>;
}

/** With `+` where it says that it is such a number. */
const addressOf = (ton: number, address: string): string =>
  ton === TON.international && /^[1-9]\d+$/.test(address) ? `+${address}` : address;

/** Of a TON; no other one says how a number is written. */
const KINDS: Readonly<Record<number, Inbound['fromKind']>> = { 1: 'international', 2: 'national', 5: 'alphanumeric' };

export class Inbox {
  private readonly assemblies = new Map<string, Assembly>();

  constructor(private readonly options: InboxOptions) {}

  /** @returns the status to answer with. Rejects where the message could not be stored. */
  async receive({ command, body, tlvs }: Delivery): Promise<number> {
    if (body === undefined) return STATUS.ESME_RINVMSGLEN;
    const short = command === 'deliver_sm' && 'short_message' in body ? body.short_message : Buffer.alloc(0);
    const octets = tlvs.get(TAG.message_payload) ?? short;
    const { place = readSar(tlvs), text } = (body.esm_class & UDHI) === 0 ? { place: undefined, text: octets } : readUdh(octets);
    const from = addressOf(body.source_addr_ton, body.source_addr);
    const to = addressOf(body.dest_addr_ton, body.destination_addr);
    const { data_coding: coding } = body;
    const fromKind = KINDS[body.source_addr_ton];
    if (place !== undefined) return this.part({ from, fromKind, to, coding, place, text });
    const content = readText(text, coding, this.options.alphabet);
    // Binary: nothing that anybody could read.
    if (content === undefined) return STATUS.ESME_RX_P_APPN;
    await this.options.tell({ carrierMessageId: randomUUID(), from, fromKind, to, content });
    return STATUS.ESME_ROK;
  }

  close(): void {
    for (const { timer } of this.assemblies.values()) clearTimeout(timer);
    this.assemblies.clear();
  }

  private async part(part: Pick<Assembly, 'from' | 'fromKind' | 'to' | 'coding'> & { place: Place; text: Buffer }): Promise<number> {
    const { from, fromKind, to, coding, place, text } = part;
    const { reference, total, number } = place;
    const key = JSON.stringify([from, to, reference, total]);
    let assembly = this.assemblies.get(key);
    if (assembly?.told !== undefined) {
      if (assembly.parts.get(number)?.equals(text) === true) {
        await assembly.told;
        return STATUS.ESME_ROK;
      }
      // Another message, with a number that comes round again.
      this.forget(key);
      assembly = undefined;
    }
    if (assembly === undefined) {
      if (this.assemblies.size >= MOST_ASSEMBLIES) return STATUS.ESME_RX_T_APPN;
      assembly = { id: randomUUID(), from, fromKind, to, total, coding, parts: new Map(), timer: this.timer(key) };
      this.assemblies.set(key, assembly);
    }
    // A copy: what came lies in a larger piece of memory.
    assembly.parts.set(number, Buffer.from(text));
    if (assembly.parts.size < total) return STATUS.ESME_ROK;
    assembly.told = this.tell(assembly);
    try {
      await assembly.told;
      return STATUS.ESME_ROK;
    } catch (error) {
      // The SMSC brings this part again.
      assembly.told = undefined;
      assembly.parts.delete(number);
      throw error;
    }
  }

  private timer(key: string): NodeJS.Timeout {
    const timer = setTimeout(() => {
      void this.over(key);
    }, this.options.assembleMs);
    return timer.unref();
  }

  private async over(key: string): Promise<void> {
    const assembly = this.assemblies.get(key);
    if (assembly === undefined) return;
    try {
      await (assembly.told ?? this.tell(assembly));
      this.forget(key);
    } catch {
      assembly.timer = this.timer(key);
    }
  }

  private forget(key: string): void {
    clearTimeout(this.assemblies.get(key)?.timer);
    this.assemblies.delete(key);
  }

  /** Joined before they are read: a character may lie across two parts. */
  private async tell({ id, from, fromKind, to, total, coding, parts }: Assembly): Promise<void> {
    const runs: Buffer[][] = [[]];
    for (let number = 1; number <= total; number++) {
      const part = parts.get(number);
      if (part === undefined) runs.push([]);
      else runs.at(-1)?.push(part);
    }
    const texts = runs.map((run) => readText(Buffer.concat(run), coding, this.options.alphabet));
    if (texts.includes(undefined)) return;
    await this.options.tell({ carrierMessageId: id, from, fromKind, to, content: texts.join(MISSING) });
  }
}
