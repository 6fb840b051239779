// docs/guides/moving-from-volt-mx.md names every transcript (links.test.ts checks that its links lead somewhere).
import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';

it('the page for clients of the compatible API names every transcript', () => {
  const page = readFileSync('docs/guides/moving-from-volt-mx.md', 'utf8');
  const transcripts = readdirSync('test/voltmx/transcripts').filter((file) => file.endsWith('.http'));
  expect(transcripts.length).toBeGreaterThan(10);
  expect(transcripts.filter((file) => !page.includes(`transcripts/${file}`))).toEqual([]);
});
