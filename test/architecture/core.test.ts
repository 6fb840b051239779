// The core serves any channel: no file of it names SMS, its tables or its words. What is SMS's own is in the SMS module, which registers it.
import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { filesUnder } from './sql-sources.js';

const CORE = [...['src/queue', 'src/dispatch'].flatMap((folder) => filesUnder(folder, '')), 'src/providers/provider.ts'];
const FILES = CORE.filter((path) => /\.(?:ts|sql)$/.test(path));

it('is read whole', () => {
  expect(FILES.length).toBeGreaterThan(100);
});

it.each(FILES)('%s does not name SMS', (path) => {
  const lines = readFileSync(path, 'utf8').split('\n');
  expect([path, ...lines].filter((line) => /sms/i.test(line))).toEqual([]);
});
