// Addresses that an operator trusts to be a carrier's, where the carrier signs nothing.
import { isArray, ValidateBy } from 'class-validator';
import { BlockList, isIPv6 } from 'node:net';
import { isAddressRange } from '../../platform/addresses.js';

/** `203.0.113.7`, `203.0.113.0/24`, of either family; no names. */
const isRange = (value: unknown): boolean => typeof value === 'string' && /[.:]/.test(value) && isAddressRange(value);

export const AreAddresses = (): PropertyDecorator =>
  ValidateBy({
    name: 'areAddresses',
    validator: {
      validate: (value) => isArray<unknown>(value) && value.every(isRange),
      defaultMessage: () => '$property must be addresses and CIDR ranges',
    },
  });

export class KnownAddresses {
  private readonly known = new BlockList();

  constructor(ranges: readonly string[] = []) {
    for (const range of ranges) {
      const [address = '', bits] = range.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.known.addAddress(address, family);
      else this.known.addSubnet(address, Number(bits), family);
    }
  }

  has(ip: string): boolean {
    const address = ip.replace(/^::ffff:(?=\d+\.)/i, '');
    return this.known.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}
