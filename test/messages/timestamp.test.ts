import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTimestamp, YEAR_2000 } from '../../src/requests/reading/timestamp.js';

describe('readTimestamp', () => {
  it('reads one moment in every form', () => {
    fc.assert(
      fc.property(fc.integer({ min: YEAR_2000 / 1_000, max: Date.UTC(2100) / 1_000 }), (seconds) => {
        const ms = seconds * 1_000;
        for (const form of [ms, String(ms), seconds, String(seconds), ` ${ms} `, new Date(ms).toISOString()])
          expect(readTimestamp(form)).toBe(ms);
      }),
    );
  });

  it('never throws, and answers whole milliseconds or nothing', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const ms = readTimestamp(value);
        expect(ms === undefined || Number.isInteger(ms)).toBe(true);
      }),
    );
  });
});
