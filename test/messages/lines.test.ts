import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lines } from '../../src/messages/submit/lines.js';

function cut(chunks: Buffer[], most = 100): string[] {
  const found: string[] = [];
  const lines = new Lines(
    (bytes, from, to) => found.push(bytes.toString('utf8', from, to)),
    most,
    (line) => new Error(`line ${line}`),
  );
  for (const chunk of chunks) lines.write(chunk);
  lines.end();
  return found;
}

it('finds the same lines in any chunks', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\r'), maxLength: 20 }).map((text) => text.replace(/\r+$/, ''));
  fc.assert(
    fc.property(
      fc.array(line),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      (lines, end, ended, length) => {
        const bytes = Buffer.from(lines.join(end) + (ended && lines.length > 0 ? end : ''));
        const chunks = Array.from({ length: Math.ceil(bytes.length / length) }, (_, i) => bytes.subarray(i * length, (i + 1) * length));
        // What follows the last line's end is no line.
        const expected = bytes.length === 0 ? [] : lines;
        expect(cut(chunks)).toEqual(!ended && lines.at(-1) === '' ? expected.slice(0, -1) : expected);
      },
    ),
  );
});

it('refuses a line that is too long before all of it came', () => {
  expect(() => cut([Buffer.from('a\nb\n'), Buffer.from('x'.repeat(60)), Buffer.from('x'.repeat(60))])).toThrow('line 3');
  expect(() => cut([Buffer.from(`a\n${'x'.repeat(101)}\n`)])).toThrow('line 2');
  expect(cut([Buffer.from(`${'x'.repeat(100)}\n`)])).toHaveLength(1);
});
