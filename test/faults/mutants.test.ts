// The planted bugs still fit the source: each text that a mutant replaces is there exactly once (`npm run faults -- --mutants` hunts them),
// and docs/guides/faults.md lists them all.
import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

interface Mutant {
  name: string;
  about: string;
  finder: string;
  edits: [file: string, from: string, to: string][];
}

const { MUTANTS } = (await import(new URL('../../faults/mutants.mjs', import.meta.url).href)) as { MUTANTS: Mutant[] };

const page = readFileSync('docs/guides/faults.md', 'utf8').replace(/ +/g, ' ');

it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s', (_, { name, about, edits }) => {
  expect(page).toContain(`| \`${name}\` | ${about} |`);
  const texts = new Map<string, string>();
  for (const [file, from, to] of edits) {
    const parts = (texts.get(file) ?? readFileSync(`src/${file}`, 'utf8')).split(from);
    expect([file, from, parts.length - 1]).toEqual([file, from, 1]);
    texts.set(file, parts.join(to));
  }
});
