// An SMSC that is not ours: the server side of the npm package smpp, which reads and writes every PDU itself. What it does with a message
// is decided by its number, as the simulator's numbers are; whatever it was sent is kept.
import type { AddressInfo, Server } from 'node:net';
import smpp, { type PeerPdu, type PeerSession } from 'smpp';

export const PEER_STATUS = {
  invalidCommand: 0x03,
  refused: 0x0b,
  temporary: 0x08,
  throttled: 0x58,
  queueFull: 0x14,
  invalidMessageId: 0x0c,
  cancelFailed: 0x11,
  unknown: 0xff,
};

export const NUMBER = {
  accepted: '+919866694753',
  delivered: '+15005551001',
  undelivered: '+15005552001',
  refused: '+15005553001',
  temporary: '+15005554001',
  throttled: '+15005556001',
  queueFull: '+15005556501',
  lost: '+15005557001',
  early: '+15005559001',
  slow: '+15005559501',
};

const REFUSALS: Readonly<Record<string, number>> = {
  [NUMBER.refused]: PEER_STATUS.refused,
  [NUMBER.temporary]: PEER_STATUS.temporary,
  [NUMBER.throttled]: PEER_STATUS.throttled,
  [NUMBER.queueFull]: PEER_STATUS.queueFull,
  [NUMBER.lost]: PEER_STATUS.unknown,
};

interface Addressed {
  id: string;
  from: string;
  to: string;
}

function receiptOf({ id, from, to }: Addressed, stat: string): Record<string, unknown> {
  const text = `id:${id} sub:001 dlvrd:001 submit date:2611241200 done date:2611241201 stat:${stat} err:000 text:hello`;
  return { esm_class: 4, source_addr: to, destination_addr: from, short_message: text };
}

export class Peer {
  readonly submits: PeerPdu[] = [];
  readonly binds: PeerPdu[] = [];
  readonly cancels: PeerPdu[] = [];
  readonly queries: PeerPdu[] = [];
  /** What query_sm is answered with. */
  state = 2;
  cancelStatus = 0;
  /** The number as which a message is treated, instead of its own. @param accept answers it, whenever */
  decide: ((id: string, accept: () => void) => Promise<string>) | undefined;
  bindStatus = 0;
  /** The next message's ID. */
  name = (): string => `peer-${++this.last}`;
  /** Without, it knows no bind_transceiver. */
  transceivers = true;
  /** Those by which something is delivered. */
  sessions: PeerSession[] = [];
  private readonly all = new Set<PeerSession>();
  private last = 0;
  private readonly server: Server;

  private constructor(options: { key?: string; cert?: string }) {
    this.server = smpp.createServer(options, (session) => {
      this.serve(session);
    });
  }

  static async start(options: { key?: string; cert?: string; port?: number } = {}): Promise<Peer> {
    const peer = new Peer(options);
    await new Promise<void>((resolve) => peer.server.listen(options.port ?? 0, '127.0.0.1', resolve));
    return peer;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const session of this.all) session.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Until it is answered without an error, as an SMSC does. @returns the statuses of all answers */
  async deliver(fields: Record<string, unknown>, command: 'deliver_sm' | 'data_sm' = 'deliver_sm'): Promise<number[]> {
    const statuses: number[] = [];
    do statuses.push(await this.deliverOnce(fields, command));
    while (statuses.at(-1) === 0x64);
    return statuses;
  }

  deliverOnce(fields: Record<string, unknown>, command: 'deliver_sm' | 'data_sm' = 'deliver_sm'): Promise<number> {
    const session = this.sessions.at(-1);
    return new Promise((resolve, reject) => {
      if (session === undefined) reject(new Error('nobody is bound'));
      session?.[command](fields, ({ command_status }) => {
        resolve(command_status);
      });
    });
  }

  /** By the text of appendix B. */
  receipt(of: Addressed, stat: string): Promise<number[]> {
    return this.deliver(receiptOf(of, stat));
  }

  /** @returns the status of its answer */
  receiptOnce(of: Addressed, stat: string): Promise<number> {
    return this.deliverOnce(receiptOf(of, stat));
  }

  private serve(session: PeerSession): void {
    session.on('error', () => undefined);
    this.all.add(session);
    session.on('close', () => {
      this.all.delete(session);
      this.sessions = this.sessions.filter((each) => each !== session);
    });
    for (const command of ['bind_transceiver', 'bind_receiver', 'bind_transmitter'] as const)
      session.on(command, (pdu: PeerPdu) => {
        this.binds.push(pdu);
        const status = command === 'bind_transceiver' && !this.transceivers ? PEER_STATUS.invalidCommand : this.bindStatus;
        session.send(pdu.response(status === 0 ? { system_id: 'PEER' } : { command_status: status }));
        if (status === 0 && command !== 'bind_transmitter') this.sessions.push(session);
      });
    session.on('enquire_link', (pdu: PeerPdu) => session.send(pdu.response()));
    session.on('unbind', (pdu: PeerPdu) => {
      session.send(pdu.response());
      session.close();
    });
    session.on('submit_sm', (pdu: PeerPdu) => void this.submitted(session, pdu));
    session.on('query_sm', (pdu: PeerPdu) => {
      this.queries.push(pdu);
      const { message_id } = pdu;
      session.send(
        pdu.response(this.state === 0 ? { command_status: PEER_STATUS.invalidMessageId } : { message_id, message_state: this.state }),
      );
    });
    session.on('cancel_sm', (pdu: PeerPdu) => {
      const isGone = this.cancels.some(({ message_id }) => message_id === pdu.message_id);
      this.cancels.push(pdu);
      const command_status = this.cancelStatus || (isGone ? PEER_STATUS.cancelFailed : 0);
      session.send(pdu.response(command_status === 0 ? {} : { command_status }));
    });
  }

  private async submitted(session: PeerSession, pdu: PeerPdu): Promise<void> {
    this.submits.push(pdu);
    const refuse = (command_status: number): void => {
      session.send(pdu.response({ command_status }));
    };
    const addressed = { id: this.name(), from: String(pdu.source_addr), to: String(pdu.destination_addr) };
    const accept = (): void => {
      session.send(pdu.response({ message_id: addressed.id }));
    };
    const address = (await this.decide?.(addressed.id, accept)) ?? `+${addressed.to}`;
    const status = REFUSALS[address];
    if (status !== undefined) refuse(status);
    else if (address === NUMBER.early) {
      // Brought before the answer, and taken only after it.
      void this.receipt(addressed, 'DELIVRD');
      await new Promise((resolve) => setImmediate(resolve));
      accept();
    } else if (address !== NUMBER.slow) accept();
    if (address === NUMBER.delivered) await this.receipt(addressed, 'DELIVRD');
    if (address === NUMBER.undelivered) await this.receipt(addressed, 'UNDELIV');
  }
}
