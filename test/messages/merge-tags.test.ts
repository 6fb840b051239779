// Merge tags against a plain reading of them, whatever the content and the values.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fill, nameOf, readTemplate, render } from '../../src/messages/merge-tags.js';

const text = (content: string, values?: Record<string, string>): unknown =>
  render(readTemplate(content), values === undefined ? null : JSON.stringify(values));

describe('a merge tag', () => {
  it.each([
    ['Dear ##First Name##!', { 'first name': 'Ana' }, 'Dear Ana!'],
    ['##FIRST NAME ## ##first name##', { 'first name': 'Ana' }, 'Ana Ana'],
    ['Dear ##Name|friend##', {}, 'Dear friend'],
    ['Dear ##Name|friend##', { name: '' }, 'Dear friend'],
    ['Dear ##Name|##.', undefined, 'Dear .'],
    ['##A####B##', { a: '1', b: '2' }, '12'],
    ['##A##', { a: '##B##', b: 'never' }, '##B##'],
    ['##A##', { a: '$& $1 \\' }, '$& $1 \\'],
    ['C## and F## are notes, # and ## no tags', undefined, 'C## and F## are notes, # and ## no tags'],
    ['##Çocuğun Adı##', { [nameOf('ÇOCUĞUN ADı')]: 'Efe' }, 'Efe'],
    ['Dear ##Name##', { other: 'x' }, { refused: 'has no value for ##Name##' }],
    ['Dear ##constructor##', {}, { refused: 'has no value for ##constructor##' }],
    ['Dear ##__proto__##', {}, 'Dear ##__proto__##'],
  ])('%s with %j', (content, values, expected) => {
    expect(text(content, values)).toEqual(expected);
  });

  it('leaves all text around tags as it is', () => {
    const piece = fc.string({ maxLength: 12 }).map((each) => each.replaceAll('#', ''));
    const part = fc.record({
      before: piece,
      name: fc.constantFrom('Name', 'First Name', 'x1'),
      value: fc.string({ minLength: 1, maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), piece, (parts, behind) => {
        const values = Object.fromEntries(parts.map(({ name, value }) => [nameOf(name), value]));
        const content = parts.map(({ before, name }) => `${before}##${name}##`).join('') + behind;
        const expected = parts.map(({ before, name }) => before + (values[nameOf(name)] ?? '')).join('') + behind;
        expect(fill(readTemplate(content), values)).toBe(expected);
      }),
    );
  });
});
