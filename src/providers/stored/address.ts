// The permitted addresses of a tenant's provider: the vendor's own hosts, and the hosts that the operator lists (PROVIDER_HOSTS). Otherwise
// a tenant could make this server call any address inside its network.
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const HOST = /^(?:(?:smpp|(tls|ssl|smpps)):\/\/)?([a-z\d](?:[a-z\d.-]{0,252}[a-z\d])?)\/?$/i;

export interface Address {
  /** Settings of the provider. */
  settings: Readonly<Record<string, unknown>>;
  /** Two providers with the same place are the same. */
  place: string;
}

const isListed = (listed: readonly string[], { host, hostname }: { host: string; hostname: string }): boolean =>
  listed.some((each) => [host, hostname].includes(each.toLowerCase()));

/** @returns the fault of the address, or the address. @param at the names of its settings */
export function httpAddress(
  text: string,
  own: readonly string[],
  listed: readonly string[],
  at: (address: string, isOwn: boolean) => Readonly<Record<string, unknown>>,
): Address | string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    [url.username, url.password, url.search, url.hash].some((part) => part !== '')
  )
    return 'should be an https address without credentials';
  const isOwn = own.includes(url.host);
  const listedHere = isListed(listed, url);
  if (!isOwn && !listedHere) return `should be of one of the hosts ${own.join(', ')}; others are the operator’s to allow`;
  if (url.protocol === 'http:' && !(listedHere && LOOPBACK.test(url.hostname))) return 'should be an https address';
  const address = (url.origin + url.pathname).replace(/\/+$/, '');
  return { settings: { ...at(address, isOwn), hosts: [...new Set([url.host, ...own])] }, place: url.host };
}

/** The same for an SMSC, whose host must always be listed. */
export function smppAddress(text: string, port: string, listed: readonly string[]): Address | string {
  const [, tls, name] = HOST.exec(text) ?? [];
  if (name === undefined) return 'should be the name of a host, with tls:// in front where it speaks TLS';
  const hostname = name.toLowerCase();
  if (!isListed(listed, { hostname, host: `${hostname}:${port}` })) return 'should be one of the hosts that the operator allows';
  return { settings: { host: hostname, tls: tls !== undefined }, place: `${hostname}:${port}` };
}
