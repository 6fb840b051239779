// The permitted forms of addresses in settings, and the one form in which every IP address is written and compared, whatever form a proxy,
// a socket or an operator uses.
import { BlockList, isIP, isIPv4, isIPv6, SocketAddress } from 'node:net';

/** True for `postgres://…` with a host and without invalid escapes. */
export function isDatabaseUrl(text: string): boolean {
  if (!/^postgres(?:ql)?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) return false;
  const { hostname, username, password, pathname, searchParams } = new URL(text);
  try {
    for (const part of [username, password, pathname]) decodeURIComponent(part);
  } catch {
    return false;
  }
  return hostname !== '' || searchParams.has('host');
}

/** Names of address ranges. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

const longest = (address: string): number => ({ 0: 0, 4: 32, 6: 128 })[isIP(address)] ?? 0;

/** True for an address, an address with a prefix length, or a name of ranges. */
export function isAddressRange(text: string): boolean {
  if (Object.hasOwn(NAMED, text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  return (
    more.length === 0 &&
    longest(address) > 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= longest(address)))
  );
}

const MAPPED = /^::ffff:(?=\d+\.)/;

/** The address in lower case, in its shortest form, without a zone; IPv4 within IPv6 as IPv4. */
function canonical(address: string): string | undefined {
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return undefined;
  return new SocketAddress({ family: 'ipv6', address: address.replace(/%.*$/s, '') }).address.replace(MAPPED, '');
}

/** The greatest length of an address. */
const LONGEST = 100;
const QUOTED = /^"(.*)"$/;
const BRACKETED = /^\[([^\]]*)\](?::\d{0,5})?$/;
const PORT = /:\d{0,5}$/;
/** Four numbers of up to three digits each: some proxies pad them with zeros. */
const FILLED = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const unfilled = (text: string): string => (FILLED.test(text) ? text.replace(/\b0+(?=\d)/g, '') : text);

/**
 * The address in a text of a proxy or a socket: `203.0.113.7:40001`, `[2001:DB8::1]:443`, `::ffff:203.0.113.7`, `fe80::1%eth0`,
 * `203.000.113.007`; always in the same form.
 * @returns undefined if the text holds no address
 */
export function readAddress(said: string): string | undefined {
  if (said.length > LONGEST) return undefined;
  const text = said.trim().replace(QUOTED, '$1');
  const bare = BRACKETED.exec(text)?.[1];
  if (bare !== undefined) return canonical(unfilled(bare));
  // Only in this case: otherwise the last group of an IPv6 address could look like a port.
  return canonical(unfilled(text)) ?? canonical(unfilled(text.replace(PORT, '')));
}

/** The key for limits: the address, or the /64 of an IPv6 address, since one client usually has all addresses of a /64. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const left = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  const all = [...groups, ...Array<string>(left).fill('0'), ...(tail ?? '').split(':')];
  return `${all.slice(0, 4).join(':')}::/64`;
}

/** A list of addresses and ranges, compared in the one form. */
export class AddressRanges {
  private readonly ranges = new BlockList();

  /** @param ranges texts for which {@link isAddressRange} is true */
  constructor(ranges: readonly string[]) {
    for (const range of ranges.flatMap((each) => (Object.hasOwn(NAMED, each) ? (NAMED[each] ?? []) : each))) this.add(range);
  }

  /** @param address in the form of {@link readAddress} */
  has(address: string): boolean {
    return this.ranges.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }

  private add(range: string): void {
    const [said = '', bits = String(longest(said))] = range.split('/');
    const address = canonical(said) ?? said;
    // An IPv4 range may be written within IPv6.
    if (isIPv4(said)) this.ranges.addSubnet(said, Number(bits), 'ipv4');
    else if (isIPv4(address) && Number(bits) >= 96) this.ranges.addSubnet(address, Number(bits) - 96, 'ipv4');
    else this.ranges.addSubnet(said, Number(bits), 'ipv6');
  }
}
