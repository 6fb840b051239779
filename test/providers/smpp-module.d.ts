// What the tests use of the npm package smpp, which has no types of its own.
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server } from 'node:net';

  interface PeerPdu {
    command: string;
    command_status: number;
    sequence_number: number;
    [field: string]: unknown;
    response(fields?: Record<string, unknown>): PeerPdu;
    toBuffer(): Buffer;
  }

  interface PeerSession extends EventEmitter {
    send(pdu: PeerPdu): boolean;
    deliver_sm(fields: Record<string, unknown>, answered: (pdu: PeerPdu) => void): boolean;
    data_sm(fields: Record<string, unknown>, answered: (pdu: PeerPdu) => void): boolean;
    unbind(answered: (pdu: PeerPdu) => void): boolean;
    close(): void;
    destroy(): void;
  }

  const smpp: {
    PDU: new (command: string | Buffer, fields?: Record<string, unknown>) => PeerPdu;
    createServer(options: { key?: string; cert?: string }, listener: (session: PeerSession) => void): Server;
  };
  export default smpp;
  export type { PeerPdu, PeerSession };
}
