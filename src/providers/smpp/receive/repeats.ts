// Tells a message that an SMSC brings again, since our answer was lost with the link, from one that somebody sends again. SMPP gives a
// message no ID: so it is the same one where it is the last of its sender, octet for octet, and that one's answer may not have arrived.
// Other processes, and this one after a restart, know the last one by the database.
import { createHash, randomUUID } from 'node:crypto';
import type { MessageIds } from '../../provider.js';
import type { Delivery, Link } from '../session/link.js';
import { putNewest } from './newest.js';

/** An SMSC brings again what wasn't answered within so long. */
const AGAIN_MS = 300_000;
/** A link that lives on for so long has brought the answer there. */
const ARRIVED_MS = 30_000;
const MOST = 10_000;

interface Last {
  /** Of all its octets. */
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
  /** Messages of a sender are looked at one after the other. */
  private readonly turns = new Map<string, Promise<undefined>>();

  constructor(
    private readonly provider: string,
    private readonly ids: () => MessageIds,
  ) {}

  /** @returns what it is called: a message that comes again as it was before, any other as nothing else */
  async idOf(delivery: Delivery, link: Link): Promise<string> {
    const sender = senderOf(delivery);
    const turn = (this.turns.get(sender) ?? Promise.resolve()).then(() => this.tellApart(sender, delivery, link));
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

  private async tellApart(sender: string, delivery: Delivery, link: Link): Promise<string> {
    const { sequence } = delivery;
    const digest = digestOfDelivery(delivery);
    const now = performance.now();
    const before = this.last.get(sender);
    const isLast = before?.digest === digest;
    const repeated = isLast && mayBeRepeated(before, { link, sequence, now }) ? before.id : undefined;
    const known = repeated ?? (isLast && before.link === link ? undefined : await this.kept(sender, digest, before));
    const id = known ?? randomUUID();
    // Before it is stored: a process that dies between the two is asked for it again.
    if (known === undefined) await this.ids().remember(this.provider, sender, `${digest} ${id}`);
    putNewest(this.last, sender, { digest, id, link, sequence, at: now, answeredAt: undefined }, MOST);
    return id;
  }

  /** It is stored, and its answer leaves. */
  answered(delivery: Delivery, id: string): void {
    const last = this.last.get(senderOf(delivery));
    if (last?.id === id) last.answeredAt = performance.now();
  }

  /** By another process, or before a restart. */
  private async kept(sender: string, digest: string, before: Last | undefined): Promise<string | undefined> {
    const [kept] = await this.ids().find(this.provider, sender);
    const [was, id] = kept?.reference.split(' ') ?? [];
    if (kept === undefined || was !== digest || Date.now() - kept.at.getTime() > AGAIN_MS) return undefined;
    // Our own, of which more is known here.
    return before?.id === id ? undefined : id;
  }
}

function mayBeRepeated({ link, sequence, at, answeredAt }: Last, now: { link: Link; sequence: number; now: number }): boolean {
  if (now.now - at > AGAIN_MS) return false;
  if (answeredAt === undefined) return true;
  if (link === now.link) return sequence === now.sequence;
  return link.endedAt !== undefined && link.endedAt - answeredAt < ARRIVED_MS;
}
