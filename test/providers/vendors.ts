// A provider with its vendor's end in the test's hands, for tests through the whole server: what happens to a message when it arrives, and
// what is told of it when. By HTTP the vendor calls the server; an SMSC brings its receipts over the session.
import type { SmsChannel } from '../../src/messages/sms.js';
import type { Provider, Receipt } from '../../src/providers/provider.js';
import { HTML, type HttpRig, referenceIn } from './http-rig.js';
import { ADDRESSED, smppTo } from './smpp-rig.js';
import { NUMBER, Peer } from './smpp-peer.js';
import { answer, VendorServer } from './vendor-server.js';

/** taken: answered as accepted · busy: too fast · lost: perhaps accepted, and the answer never comes */
export type Fate = 'taken' | 'busy' | 'lost';

export interface Vendor {
  provider: Provider;
  channel: SmsChannel;
  /** Where it reaches the server; undefined for one that need not. */
  publicUrl: string | undefined;
  /** What becomes of each message; `told` is how it is named by the vendor. */
  receive: (told: string) => Promise<Fate>;
  arrivals: string[];
  /** @param told by which name. @returns whether the server confirmed it */
  tell: (told: string, status: Receipt['status'], serverUrl: string) => Promise<boolean>;
  /** Begins to tell before it answers. */
  overtake: (told: string, serverUrl: string) => Promise<unknown>;
  close: () => Promise<void>;
}

export async function httpVendor(rig: HttpRig): Promise<Vendor> {
  const server = await VendorServer.start();
  const tell: Vendor['tell'] = async (told, status, serverUrl) => {
    const { url, method, headers, body } = rig.receipt(told, status).request;
    const { pathname, search } = new URL(url);
    const answered = await fetch(serverUrl + pathname + search, { method, headers: headers as Record<string, string>, body });
    return answered.status === 200;
  };
  const vendor: Vendor = {
    ...{ provider: rig.provider(server, 10), channel: rig.channel ?? 'text', arrivals: [], tell },
    publicUrl: new URL(rig.receipt('1048577.1', 'delivered').request.url).origin,
    receive: () => Promise.resolve('taken'),
    overtake: (told, serverUrl) => tell(told, 'delivered', serverUrl),
    close: () => server.close(),
  };
  server.behave = async (received, response) => {
    const told = referenceIn(received);
    vendor.arrivals.push(told);
    const fate = await vendor.receive(told);
    if (fate === 'lost') response.destroy();
    else answer(response, fate === 'taken' ? rig.accepted(received) : (Object.values(rig.throttled)[0] ?? HTML));
  };
  return vendor;
}

export async function smppVendor(): Promise<Vendor> {
  const peer = await Peer.start();
  const late = new Map<string, () => void>();
  const tell: Vendor['tell'] = async (told, status) => {
    // An SMSC names a message by the ID that it answered with, so late as it may.
    late.get(told)?.();
    late.delete(told);
    return (await peer.receiptOnce({ id: told, ...ADDRESSED }, status === 'delivered' ? 'DELIVRD' : 'UNDELIV')) === 0;
  };
  const vendor: Vendor = {
    ...{ provider: smppTo(peer.port, { holdReceiptsMs: 100 }), channel: 'text', publicUrl: undefined, arrivals: [], tell },
    receive: () => Promise.resolve('taken'),
    overtake: async (told) => {
      void peer.receipt({ id: told, ...ADDRESSED }, 'DELIVRD');
      await new Promise((resolve) => setImmediate(resolve));
    },
    close: () => peer.close(),
  };
  peer.decide = async (told, accept) => {
    vendor.arrivals.push(told);
    const fate = await vendor.receive(told);
    if (fate === 'lost') late.set(told, accept);
    return fate === 'taken' ? NUMBER.accepted : fate === 'busy' ? NUMBER.throttled : NUMBER.slow;
  };
  return vendor;
}
