// What an address in a setting may look like.
import { isIP } from 'node:net';

/** `postgres://…` with a host and nothing that can't be decoded. */
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

/** As the proxy library takes them, its names of ranges included. */
export function isAddressRange(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return (
    more.length === 0 && longest > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= longest))
  );
}
