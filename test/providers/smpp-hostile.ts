// A fake SMSC over node:net that answers with whatever octets a test says, and nothing else.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { decode, encode, encodeHeader } from '../../src/providers/smpp/wire/codec.js';
import { Framing } from '../../src/providers/smpp/wire/framing.js';
import type { Command } from '../../src/providers/smpp/wire/pdu-layouts.js';

export interface Seen {
  command: Command;
  status: number;
  sequence: number;
  socket: Socket;
}

type Reaction = (seen: Seen) => Buffer | undefined;

let last = 0;

export class HostileSmsc {
  static readonly accept: Reaction = ({ sequence }) => encode('submit_sm_resp', { message_id: `id-${++last}` }, { sequence });
  static readonly polite: Reaction = ({ command, sequence }) => {
    if (command === 'enquire_link' || command === 'unbind') return encodeHeader(`${command}_resp`, 0, sequence);
    return undefined;
  };

  onSubmit: Reaction = HostileSmsc.accept;
  onOther: Reaction = HostileSmsc.polite;
  /** Undefined = it is never answered. */
  bindStatus: number | undefined = 0;
  binds = 0;
  submits = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private heard: ((seen: Seen) => void) | undefined;

  private constructor() {
    this.server = createServer({ allowHalfOpen: true }, (socket) => {
      this.serve(socket);
    });
  }

  static async start(): Promise<HostileSmsc> {
    const smsc = new HostileSmsc();
    await new Promise<void>((resolve) => smsc.server.listen(0, '127.0.0.1', resolve));
    return smsc;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Sends all of it over the newest connection. @returns what came up to the answer to the last */
  async provoke(octets: readonly Buffer[]): Promise<Seen[]> {
    const answers: Seen[] = [];
    const socket = [...this.sockets].at(-1);
    const end = octets.at(-1)?.readUInt32BE(12);
    await new Promise<void>((resolve) => {
      this.heard = (seen) => {
        answers.push(seen);
        if (seen.sequence === end) resolve();
      };
      socket?.write(Buffer.concat(octets));
    });
    this.heard = undefined;
    return answers;
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('end', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
    const framing = new Framing();
    socket.on('data', (chunk: Buffer) => {
      for (const frame of framing.push(chunk).frames) {
        const pdu = decode(frame);
        if (pdu.kind === 'pdu') this.react({ command: pdu.command, status: pdu.status, sequence: pdu.sequence, socket });
      }
    });
  }

  private react(seen: Seen): void {
    const answer = this.answerTo(seen);
    if (answer !== undefined) seen.socket.write(answer);
  }

  private answerTo(seen: Seen): Buffer | undefined {
    const { command, sequence } = seen;
    if (this.heard !== undefined) this.heard(seen);
    if (command === 'submit_sm') {
      this.submits++;
      return this.onSubmit(seen);
    }
    if (command !== 'bind_transceiver') return this.onOther(seen);
    if (this.bindStatus === undefined) return undefined;
    this.binds++;
    return this.bindStatus === 0
      ? encode('bind_transceiver_resp', { system_id: 'HOSTILE' }, { sequence })
      : encodeHeader('bind_transceiver_resp', this.bindStatus, sequence);
  }
}
