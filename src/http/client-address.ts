// The address of a request's client, determined once, at the edge, in one form, for limits, logs and allow-lists. X-Forwarded-For is read
// from its end, as far as TRUST_PROXY covers the writers of its entries. The header Forwarded is not read.
import type { IncomingMessage } from 'node:http';
import { AddressRanges, readAddress } from '../platform/addresses.js';
import type { Config } from '../platform/config/config.js';

/** More proxies than any request passes; the rest of a longer list is not read. */
const MOST_HOPS = 64;
/** The address of a socket that is closed already. */
const NOBODY = '0.0.0.0';

export const TRUSTS_ANYONE =
  'TRUST_PROXY=true believes the X-Forwarded-For header of every client: clients can evade limits by address and invent addresses in the ' +
  'log. Set the addresses of your proxies instead (TRUST_PROXY=10.0.0.0/8), or their number (TRUST_PROXY=1). Until then allow-lists of ' +
  'providers use the address of the connection.';

export interface ClientAddress {
  /** The address for limits and logs. */
  client: string;
  /** The address for allow-lists: with TRUST_PROXY=true the address of the connection. */
  vouchedFor: string;
}

/** @param hop 0 for the connection itself, 1 for the last entry of the header, and so on */
type Trusts = (address: string, hop: number) => boolean;

function trusting(trust: Config['TRUST_PROXY']): Trusts {
  if (typeof trust === 'boolean') return () => trust;
  if (typeof trust === 'number') return (_address, hop) => hop < trust;
  const proxies = new AddressRanges(trust);
  return (address) => proxies.has(address);
}

export class ClientAddresses {
  private readonly trusts: Trusts;
  private readonly trustsAnyone: boolean;

  constructor({ TRUST_PROXY }: Pick<Config, 'TRUST_PROXY'>) {
    this.trusts = trusting(TRUST_PROXY);
    this.trustsAnyone = TRUST_PROXY === true;
  }

  of({ headers, socket }: IncomingMessage): ClientAddress {
    const peer = readAddress(socket.remoteAddress ?? '') ?? NOBODY;
    const said = headers['x-forwarded-for'];
    const client = typeof said === 'string' ? this.lastTrusted(peer, said) : peer;
    return { client, vouchedFor: this.trustsAnyone ? peer : client };
  }

  /** True if the other end of the connection may name the requested host and protocol. */
  readonly trustsPeer = (address: string | undefined): boolean => this.trusts(readAddress(address ?? '') ?? NOBODY, 0);

  /** Each trusted proxy names the address that connected to it. An entry that is no address ends the list. */
  private lastTrusted(peer: string, said: string): string {
    const entries = said
      .split(',')
      .filter((entry) => entry.trim() !== '')
      .slice(-MOST_HOPS)
      .reverse();
    let client = peer;
    for (const [hop, entry] of entries.entries()) {
      const next = this.trusts(client, hop) ? readAddress(entry) : undefined;
      if (next === undefined) break;
      client = next;
    }
    return client;
  }
}
