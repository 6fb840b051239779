// docs/guides/moving-from-volt-mx.md leads from each page to its transcript and its tests, and leaves no transcript out.
import { expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync('docs/guides/moving-from-volt-mx.md', 'utf8');

it('the compatibility page leads to files that there are', () => {
  const links = [...page.matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => join('docs', link));
  expect(links.length).toBeGreaterThan(30);
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});

it('the compatibility page names every transcript', () => {
  const missing = readdirSync('test/family/transcripts').filter((file) => file.endsWith('.http') && !page.includes(`transcripts/${file}`));
  expect(missing).toEqual([]);
});
