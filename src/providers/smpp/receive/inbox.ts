// Inbound messages: decoded by their alphabet, long ones assembled from their parts. Each part is acknowledged when it comes, since an SMSC
// may send the next one only then; the last part when the message is stored. An incomplete message is stored when its time is over, or when
// there is no more room. A message that is not text is stored as its octets.
import { randomUUID } from 'node:crypto';
import type { Inbound, MessageIds } from '../../provider.js';
import { type DefaultAlphabet, NO_SHIFTS } from '../wire/alphabet.js';
import { Assemblies, type Assembly, type Part } from './assemblies.js';
import { type Place, readSar, readUdh, UDHI } from '../wire/concatenation.js';
import { readText, describeOctets } from '../wire/data-coding.js';
import type { Delivery, Link } from '../session/link.js';
import { putNewest } from './newest.js';
import type { Notices } from './notices.js';
import { TAG } from '../wire/pdu-layouts.js';
import { digestOf, Repeats } from './repeats.js';
import { STATUS } from '../wire/smpp-codes.js';
import { TON } from '../send/submit.js';

/** Stands for a part that never came. */
const MISSING = ' … ';
/** Complete long messages whose parts may be repeated: their number, and for how long. */
const MOST_DONE = 10_000;
const AGAIN_MS = 300_000;

export interface InboxOptions {
  provider: string;
  alphabet: DefaultAlphabet;
  assembleMs: number;
  notices: Notices;
  ids: () => MessageIds;
  report: (inbound: Inbound) => Promise<void>;
}

/** A long message of which all parts have come. */
interface Done {
  /** Digests of the parts, in order. */
  digests: readonly string[];
  stored: Promise<void>;
  at: number;
}

type Piece = Pick<Assembly, 'from' | 'fromKind' | 'to'> & { place: Place; part: Part };

/** The address with `+` if the PDU declares it as international. */
const addressOf = (ton: number, address: string): string =>
  ton === TON.international && /^[1-9]\d+$/.test(address) ? `+${address}` : address;

/** By the type of number (TON); other types do not define the notation. */
const KINDS: Readonly<Record<number, Inbound['fromKind']>> = { 1: 'international', 2: 'national', 5: 'alphanumeric' };

const digestOfPart = (part: Part | undefined): string => digestOf(part?.octets ?? '').slice(0, 8);

/** Decodes adjacent parts together, since a character may be split between them. */
const joined = (one: Part, next: Part): Part | undefined =>
  one.coding === next.coding && one.shifts.single === next.shifts.single && one.shifts.locking === next.shifts.locking
    ? { ...one, octets: Buffer.concat([one.octets, next.octets]) }
    : undefined;

export class Inbox {
  private readonly assemblies = new Assemblies((assembly) => this.evict(assembly));
  private readonly done = new Map<string, Done>();
  private readonly repeats: Repeats;

  constructor(private readonly options: InboxOptions) {
    this.repeats = new Repeats(options.provider, options.ids);
  }

  /** @returns the status of the response. Rejects if the message could not be stored. */
  async receive(delivery: Delivery, link: Link): Promise<number> {
    const { command, body, tlvs } = delivery;
    if (body === undefined) return STATUS.ESME_RINVMSGLEN;
    const short = command === 'deliver_sm' && 'short_message' in body ? body.short_message : Buffer.alloc(0);
    const octets = tlvs.get(TAG.message_payload) ?? short;
    const hasHeader = (body.esm_class & UDHI) !== 0;
    const { place = readSar(tlvs), shifts, text } = hasHeader ? readUdh(octets) : { place: undefined, shifts: NO_SHIFTS, text: octets };
    const from = addressOf(body.source_addr_ton, body.source_addr);
    const to = addressOf(body.dest_addr_ton, body.destination_addr);
    const { data_coding: coding } = body;
    const fromKind = KINDS[body.source_addr_ton];
    const part = { octets: text, coding, shifts };
    if (place !== undefined) return this.part({ from, fromKind, to, place, part });
    const providerMessageId = await this.repeats.idOf(delivery, link);
    await this.options.report({ providerMessageId, from, fromKind, to, content: this.read(part) });
    this.repeats.answered(delivery, providerMessageId);
    return STATUS.ESME_ROK;
  }

  close(): void {
    this.assemblies.close();
  }

  private async part({ from, fromKind, to, place, part }: Piece): Promise<number> {
    const { reference, total, number } = place;
    const key = JSON.stringify([from, to, reference, total]);
    if (this.assemblies.get(key) === undefined) {
      const done = this.done.get(key) ?? (await this.before(key));
      if (done !== undefined && performance.now() - done.at < AGAIN_MS && done.digests[number - 1] === digestOfPart(part)) {
        await done.stored;
        return STATUS.ESME_ROK;
      }
    }
    // The reference number is used again: this is another message.
    const assembly = this.assemblies.get(key) ?? this.open({ key, id: randomUUID(), from, fromKind, to, total });
    this.assemblies.put(assembly, number, part);
    if (assembly.parts.size === total) return this.whole(assembly, number);
    try {
      await this.assemblies.makeRoom();
      return STATUS.ESME_ROK;
    } catch {
      // An old message cannot be stored, so the SMSC has to repeat this part.
      if (this.assemblies.get(key) === assembly) this.assemblies.drop(assembly, number);
      return STATUS.ESME_RX_T_APPN;
    }
  }

  private open(of: Omit<Assembly, 'parts' | 'timer'>): Assembly {
    const assembly: Assembly = { ...of, parts: new Map(), timer: undefined };
    this.assemblies.add(assembly);
    this.wait(assembly);
    return assembly;
  }

  /** @param number the part that came last: the SMSC repeats it if the message cannot be stored */
  private async whole(assembly: Assembly, number: number): Promise<number> {
    const { key, parts, total } = assembly;
    this.assemblies.remove(assembly);
    const digests = Array.from({ length: total }, (_, i) => digestOfPart(parts.get(i + 1)));
    const stored = this.report(assembly);
    putNewest(this.done, key, { digests, stored, at: performance.now() }, MOST_DONE);
    try {
      await stored;
    } catch (error) {
      this.done.delete(key);
      parts.delete(number);
      this.assemblies.add(assembly);
      this.wait(assembly);
      throw error;
    }
    // If this fails, a last part that is repeated after a restart begins a message of its own.
    await this.options
      .ids()
      .remember(this.options.provider, keptAs(key), digests.join(' '))
      .catch(() => undefined);
    return STATUS.ESME_ROK;
  }

  /** A complete message of another process, or of this one before a restart. */
  private async before(key: string): Promise<Done | undefined> {
    const [kept] = await this.options.ids().find(this.options.provider, keptAs(key));
    if (kept === undefined) return undefined;
    return { digests: kept.reference.split(' '), stored: Promise.resolve(), at: performance.now() - (Date.now() - kept.at.getTime()) };
  }

  private wait(assembly: Assembly): void {
    clearTimeout(assembly.timer);
    assembly.timer = setTimeout(() => {
      void this.over(assembly);
    }, this.options.assembleMs).unref();
  }

  private async over(assembly: Assembly): Promise<void> {
    if (this.assemblies.get(assembly.key) !== assembly) return;
    this.assemblies.remove(assembly);
    try {
      await this.report(assembly);
    } catch {
      this.assemblies.add(assembly);
      this.wait(assembly);
    }
  }

  private async evict(assembly: Assembly): Promise<void> {
    this.options.notices.warn('room', 'Too many incomplete inbound messages: the oldest are stored without their missing parts');
    try {
      await this.report(assembly);
    } catch (error) {
      this.wait(assembly);
      throw error;
    }
  }

  private read({ octets, coding, shifts }: Part): string {
    const text = readText(octets, coding, this.options.alphabet, shifts);
    if (text !== undefined) return text;
    const shown = `data_coding 0x${coding.toString(16).padStart(2, '0')}`;
    this.options.notices.message(`An inbound message can’t be read (${shown}, ${octets.length} octets): it is kept as octets`);
    return describeOctets(octets, coding);
  }

  private async report({ id, from, fromKind, to, total, parts }: Assembly): Promise<void> {
    const runs: (Part | typeof MISSING)[] = [];
    for (let number = 1; number <= total; number++) {
      const part = parts.get(number) ?? MISSING;
      const last = runs.at(-1);
      const both = part === MISSING || last === undefined || last === MISSING ? undefined : joined(last, part);
      if (both === undefined) runs.push(part);
      else runs.splice(-1, 1, both);
    }
    const content = runs.map((run) => (run === MISSING ? MISSING : this.read(run))).join('');
    await this.options.report({ providerMessageId: id, from, fromKind, to, content });
  }
}

const keptAs = (key: string): string => `parts ${digestOf(key)}`;
