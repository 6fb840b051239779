// Distinguishes a message that an SMSC repeats, since our response was lost with the connection, from a message that a person sends twice.
// SMPP has no ID for an inbound message. So a message is a repeat if it equals the last one of its sender, octet for octet, and if the
// response to that one may not have arrived. Other processes, and this one after a restart, find the last message in the database.
import { createHash, randomUUID } from 'node:crypto';
import type { MessageIds } from '../../provider.js';
import type { Delivery, Link } from '../session/link.js';
import { putNewest } from './newest.js';

/** The longest time after which an SMSC repeats a message. */
const AGAIN_MS = 300_000;
/** If the connection lasts so long after a response, the response has arrived. */
const ARRIVED_MS = 30_000;
const MOST = 10_000;

interface Last {
  /** A digest of all octets. */
  digest: string;
  id: string;
  link: Link;
  sequence: number;
  at: number;
  answeredAt: number | undefined;
}

export const digestOf = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}\n`).update(part);
  return hash.digest('hex').slice(0, 32);
};

const senderOf = ({ body }: Delivery): string => `in ${digestOf(body?.source_addr ?? '', body?.destination_addr ?? '')}`;

function digestOfDelivery({ command, body, tlvs }: Delivery): string {
  const fields = Object.entries(body ?? {}).map(([name, value]): string | Buffer => (Buffer.isBuffer(value) ? value : `${name}=${value}`));
  return digestOf(command, ...fields, ...[...tlvs].flatMap(([tag, value]) => [String(tag), value]));
}

export class Repeats {
  private readonly last = new Map<string, Last>();
  /** Messages of one sender are processed one after the other. */
  private readonly turns = new Map<string, Promise<undefined>>();

  constructor(
    private readonly provider: string,
    private readonly ids: () => MessageIds,
  ) {}

  /** @returns the ID of the message: the former ID for a repeat, otherwise a new one */
  async idOf(delivery: Delivery, link: Link): Promise<string> {
    const sender = senderOf(delivery);
    const turn = (this.turns.get(sender) ?? Promise.resolve()).then(() => this.identify(sender, delivery, link));
    const over = turn.then(
      () => undefined,
      () => undefined,
    );
    this.turns.set(sender, over);
    try {
      return await turn;
    } finally {
      if (this.turns.get(sender) === over) this.turns.delete(sender);
    }
  }

  private async identify(sender: string, delivery: Delivery, link: Link): Promise<string> {
    const { sequence } = delivery;
    const digest = digestOfDelivery(delivery);
    const now = performance.now();
    const before = this.last.get(sender);
    const isLast = before?.digest === digest;
    const repeated = isLast && mayBeRepeated(before, { link, sequence, now }) ? before.id : undefined;
    const known = repeated ?? (isLast && before.link === link ? undefined : await this.kept(sender, digest, before));
    const id = known ?? randomUUID();
    // Stored before the message: if the process dies between the two, the SMSC repeats the message.
    if (known === undefined) await this.ids().remember(this.provider, sender, `${digest} ${id}`);
    putNewest(this.last, sender, { digest, id, link, sequence, at: now, answeredAt: undefined }, MOST);
    return id;
  }

  /** The message is stored, and its response leaves. */
  answered(delivery: Delivery, id: string): void {
    const last = this.last.get(senderOf(delivery));
    if (last?.id === id) last.answeredAt = performance.now();
  }

  /** A message of another process, or of this one before a restart. */
  private async kept(sender: string, digest: string, before: Last | undefined): Promise<string | undefined> {
    const [kept] = await this.ids().find(this.provider, sender);
    const [was, id] = kept?.reference.split(' ') ?? [];
    if (kept === undefined || was !== digest || Date.now() - kept.at.getTime() > AGAIN_MS) return undefined;
    // This process's own message: its memory has decided already that it is not a repeat.
    return before?.id === id ? undefined : id;
  }
}

function mayBeRepeated({ link, sequence, at, answeredAt }: Last, now: { link: Link; sequence: number; now: number }): boolean {
  if (now.now - at > AGAIN_MS) return false;
  if (answeredAt === undefined) return true;
  if (link === now.link) return sequence === now.sequence;
  return link.endedAt !== undefined && link.endedAt - answeredAt < ARRIVED_MS;
}
