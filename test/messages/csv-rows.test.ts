import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CsvRows } from '../../src/messages/submit/csv-rows.js';

function rowsOf(pieces: string[], most = 1_000, separator = ','): string[][] {
  const found: string[][] = [];
  const rows = new CsvRows(
    (cells) => found.push(cells),
    most,
    ({ line, kind }) => new Error(`${kind} ${line}`),
    separator.charCodeAt(0),
  );
  for (const piece of pieces) rows.write(piece);
  rows.end();
  return found;
}

const pieces = (text: string, length: number): string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, i) => text.slice(i * length, (i + 1) * length));

describe('CsvRows', () => {
  it('reads back what was written, quoted or not, in any pieces', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', '😀'), maxLength: 6 });
    const row = fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 4 });
    const table = fc.array(row, { maxLength: 6 });
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.integer({ min: 1, max: 7 }), (rows, end, ended, length) => {
        const lines = rows.map((cells) =>
          cells
            .map(([text, quoted], i) =>
              quoted || /[",\r\n]/.test(text) || (text === '' && i === 0) ? `"${text.replaceAll('"', '""')}"` : text,
            )
            .join(','),
        );
        const text = lines.join(end) + (ended && lines.length > 0 ? end : '');
        expect(rowsOf(pieces(text, length))).toEqual(rows.map((cells) => cells.map(([each]) => each)));
      }),
    );
  });

  it('takes blank lines for nothing, an empty cell for one', () => {
    expect(rowsOf(['\n\r\na\n\n""\n,\r\n\r\n'])).toEqual([['a'], [''], ['', '']]);
    expect(rowsOf([''])).toEqual([]);
    expect(rowsOf(['a,'])).toEqual([['a', '']]);
  });

  it('separates by what it is told', () => {
    expect(rowsOf(['a;"b;c";1,5\n'], 1_000, ';')).toEqual([['a', 'b;c', '1,5']]);
  });

  it.each([
    ['a\n"b', 'malformed 2'],
    ['a\nb\n\n"c\n\nd', 'malformed 4'],
    ['a"b', 'malformed 1'],
    ['a\n"b"c', 'malformed 2'],
    ['"a\nb"\n"c" ', 'malformed 3'],
  ])('names the line where the row begins that is none: %j', (text, message) => {
    for (const length of [1, 100]) expect(() => rowsOf(pieces(text, length))).toThrow(message);
  });

  it('refuses a row that is too long before all of it came', () => {
    for (const endless of ['x', '"x', ',']) expect(() => rowsOf(['a\n', ...Array<string>(30).fill(endless.repeat(5))], 100)).toThrow(/ 2$/);
    expect(rowsOf([`${'x'.repeat(99)}\n`], 100)).toHaveLength(1);
  });
});
