// One form for an address, however it is written.
import { describe, expect, it } from '@jest/globals';
import { AddressRanges, networkOf, readAddress } from '../../src/platform/addresses.js';

const SAME: Record<string, string[]> = {
  '203.0.113.7': [
    '203.0.113.7',
    ' 203.0.113.7\t',
    '203.0.113.7:40001',
    '203.0.113.7:1',
    '203.0.113.7:',
    '[203.0.113.7]:80',
    '"203.0.113.7:40001"',
    '203.000.113.007',
    '203.000.113.007:80',
    '::ffff:203.0.113.7',
    '::FFFF:203.0.113.7',
    '0:0:0:0:0:ffff:cb00:7107',
    '[::ffff:203.0.113.7]:40001',
    '[::ffff:cb00:7107]',
  ],
  '2001:db8::1': [
    '2001:db8::1',
    '2001:DB8::1',
    '2001:0db8:0000:0000:0000:0000:0000:0001',
    '2001:db8:0::0:1',
    '[2001:db8::1]',
    '[2001:db8::1]:40001',
    '"[2001:db8::1]:40001"',
    '2001:db8:0:0:0:0:0:1:40001',
    '2001:db8:0:0:0:0:0:1:80',
    '2001:db8::1:40001',
    '2001:db8::1%eth0',
    '[2001:db8::1%25eth0]:443',
  ],
  'fe80::1': ['fe80::1%en0', 'FE80:0::1'],
};

it.each(Object.entries(SAME))('%s is read from every way to write it', (address, ways) => {
  expect(ways.map(readAddress)).toEqual(ways.map(() => address));
});

it.each([
  ...['', ' ', 'unknown', '_hidden', 'localhost', '203.0.113', '203.0.113.256', '203.0.113.7.8', '0xcb007107', '3405803783', ':80'],
  ...['[2001:db8::1', '2001:db8::1]', '[2001:db8::1]x', '203.0.113.7:123456', '203.0.113.7/24'],
  ...['2001:db8::g', '1:2:3:4:5:6:7:8:9:10', '٢٠٣.0.113.7', `${'0'.repeat(99)}203.0.113.7`, '203.0.113.7, 203.0.113.8'],
])('“%s” is no address', (said) => {
  expect(readAddress(said)).toBeUndefined();
});

it('counts IPv6 by the /64', () => {
  expect(['203.0.113.7', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::9', '2001:db8::1', '::1', '1::', '1:2::'].map(networkOf)).toEqual([
    '203.0.113.7',
    '2001:db8:1:2::/64',
    '2001:db8:1:2::/64',
    '2001:db8:0:0::/64',
    '0:0:0:0::/64',
    '1:0:0:0::/64',
    '1:2:0:0::/64',
  ]);
});

describe('ranges', () => {
  it.each([
    ['203.0.113.0/24', true],
    ['203.0.113.7', true],
    ['::ffff:203.0.113.7', true],
    ['::FFFF:203.0.113.0/120', true],
    ['::ffff:cb00:7107/128', true],
    ['203.0.113.8', false],
    ['203.0.112.0/24', false],
    ['2001:db8::/32', false],
    ['uniquelocal', false],
  ])('%s has 203.0.113.7: %s', (range, expected) => {
    expect(new AddressRanges([range]).has('203.0.113.7')).toBe(expected);
  });

  it('have names', () => {
    const named = new AddressRanges(['loopback', 'uniquelocal']);
    expect(['127.9.9.9', '::1', '10.0.0.1', '172.31.0.1', 'fd00::1'].every((address) => named.has(address))).toBe(true);
    expect(['172.32.0.1', '203.0.113.7', '2001:db8::1'].some((address) => named.has(address))).toBe(false);
  });
});
