// A logged path names nobody's number, however it is written and escaped, and still tells the routes and IDs apart.
import { describe, expect, it } from '@jest/globals';
import { maskNumbers, maskTarget } from '../../src/platform/logging.js';

describe('a logged path', () => {
  it.each([
    ['/api/v1/messages/sms/+49 30 1234-5678', '/api/v1/messages/sms/+49…78'],
    ['/api/v1/messages/sms/%2B49%2030%201234-5678', '/api/v1/messages/sms/+49…78'],
    ['/api/v1/messages/sms/%252B49%252030%252012345678', '/api/v1/messages/sms/+49…78'],
    ['/api/v1/messages/sms/+49(0)30/12345678/entries', '/api/v1/messages/sms/+49…78/entries'],
    ['/api/v1/messages/sms/030-1234.5678', '/api/v1/messages/sms/03…78'],
    ['/api/v1/messages/sms/(030)%20123%204567', '/api/v1/messages/sms/03…67'],
    ['/sms/mobile=03012345678', '/sms/mobile=03…78'],
    ['/sms/tel:%EF%BC%8B491622897306', '/sms/tel:+49…06'],
    ['/sms/+49%E2%80%AC1622897306', '/sms/+49…06'],
    ['/sms/%D9%A4%D9%A9%D9%A1%D9%A6%D9%A2%D9%A2%D9%A8%D9%A9%D9%A7', '/sms/49…97'],
    ['/sms?mobile=+49 30 1234-5678', '/sms'],
    ['/api/v1/messages/sms/4713025406550859686', '/api/v1/messages/sms/4713025406550859686'],
    ['/carriers/smpp__0123456789abcdef/status', '/carriers/smpp__0123456789abcdef/status'],
    ['/a%0Ab%zz%e2', '/a b%zz\ufffd'],
  ])('of %s is %s', (target, shown) => {
    expect(maskTarget(target)).toBe(shown);
  });

  it('masks numbers with a plus in any line, and no times', () => {
    expect(maskNumbers('to +49 30 1234-5678, at 2030-01-01 09:00:00')).toBe('to +49…78, at 2030-01-01 09:00:00');
    expect(maskNumbers('+12025550100 +1 (202) 555-0101')).toBe('+12…00 +12…01');
  });
});
