// Whose address a request comes from: told once, at the edge, in one form, for limits, logs and allow-lists alike. X-Forwarded-For is read
// from its end as far as TRUST_PROXY vouches for whoever wrote it; the header Forwarded is not read.
import type { IncomingMessage } from 'node:http';
import { AddressRanges, readAddress } from '../platform/addresses.js';
import type { Config } from '../platform/config/config.js';

/** More proxies than any request passes: the rest of a longer list is not read. */
const MOST_HOPS = 64;
/** Where a socket has no address any more. */
const NOBODY = '0.0.0.0';

export const TRUSTS_ANYONE =
  'TRUST_PROXY=true believes whatever any client writes into X-Forwarded-For: limits by address can be evaded, and addresses in the log be ' +
  'invented. Name the addresses of your proxies instead (TRUST_PROXY=10.0.0.0/8), or how many there are (TRUST_PROXY=1). Allow-lists of ' +
  'providers go by the address of the connection until then.';

export interface ClientAddress {
  /** For limits and logs. */
  client: string;
  /** For allow-lists: that of the connection where TRUST_PROXY vouches for anybody. */
  vouchedFor: string;
}

/** @param hop of the connection itself 0, of the last entry of the header 1 … */
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

  /** Whether the other end of the connection may say what host and protocol it was asked by. */
  readonly trustsPeer = (address: string | undefined): boolean => this.trusts(readAddress(address ?? '') ?? NOBODY, 0);

  /** Each trusted one says who came to it; what it says that is no address ends the list. */
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
