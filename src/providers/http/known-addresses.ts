// Addresses that an operator trusts to be a provider's, for providers that sign nothing.
import { isArray, ValidateBy } from 'class-validator';
import { AddressRanges, isAddressRange, readAddress } from '../../platform/addresses.js';

/** `203.0.113.7`, `203.0.113.0/24`, IPv4 and IPv6; no names. */
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
  private readonly known: AddressRanges;

  constructor(ranges: readonly string[] = []) {
    this.known = new AddressRanges(ranges);
  }

  has(ip: string): boolean {
    const address = readAddress(ip);
    return address !== undefined && this.known.has(address);
  }
}
