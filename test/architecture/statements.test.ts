// Each statement is one file under sql/ with a header, loaded at one place; and the type of its parameters there has the names that stand
// in its text, no other and no fewer. The compiler holds whoever runs it to that type.
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { loadedStatements, sources } from './loaded-statements.js';
import { filesUnder, sqlFiles } from './sql-sources.js';

const loaded = loadedStatements();
const files = sqlFiles('src').filter(({ where }) => where.endsWith('.sql'));

it('each file is loaded, and at one place', () => {
  expect(loaded.map(({ file }) => file).sort()).toEqual(files.map(({ where }) => where).sort());
});

it.each(files.map(({ where, parameters }) => [where, parameters] as const))('the parameters of %s have a type', (where, parameters) => {
  const types = loaded.filter(({ file }) => file === where).map((each) => each.parameters);
  expect(types).toEqual([[...parameters].sort()]);
});

describe('each file', () => {
  const all = filesUnder('src', '.sql').map((path) => [path, readFileSync(path, 'utf8')] as const);

  it.each(all)('%s says first what it promises', (_path, sql) => {
    expect(sql).toMatch(/^-- [A-Za-z`“].{20}/);
  });

  it.each(all.filter(([path]) => path.includes('/fragments/')))('%s is used', (path) => {
    const name = /([^/]+)\.sql$/.exec(path)?.[1]?.replaceAll('-', '_') ?? '';
    const texts = [...all.map(([, sql]) => sql), ...sources.map((each) => readFileSync(each, 'utf8'))];
    expect(texts.filter((text) => text.includes(`:${name}(`)).length).toBeGreaterThan(0);
  });
});
