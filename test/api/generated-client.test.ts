// A client program generated from openapi.json compiles with every check on, and works.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startServer, type TestServer } from '../support/server.js';

const run = promisify(execFile);
const tool = (path: string): string => resolve('node_modules', path);

const TSCONFIG = {
  compilerOptions: {
    ...{ strict: true, exactOptionalPropertyTypes: false, noUncheckedIndexedAccess: true, skipLibCheck: false },
    ...{ target: 'ES2023', lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'], module: 'NodeNext', moduleResolution: 'NodeNext' },
    ...{ types: ['node'], typeRoots: [resolve('node_modules/@types')] },
  },
  include: ['**/*.ts'],
};

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  folder = mkdtempSync(join(tmpdir(), 'engagement-client-'));
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

// A compiler, and a machine that does other work.
const LONG_MS = 240_000;

it(
  'compiles and runs',
  async () => {
    const document = join(folder, 'openapi.json');
    writeFileSync(document, await (await fetch(`${server.url}/openapi.json`)).text());
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    copyFileSync('test/api/client-program.ts.txt', join(folder, 'program.ts'));
    await run(process.execPath, [tool('@hey-api/openapi-ts/bin/run.js'), '-i', document, '-o', join(folder, 'client'), '--no-log-file']);
    const compiled = await run(process.execPath, [tool('typescript/bin/tsc'), '-p', folder]).catch((error: unknown) => error);
    expect(compiled).toMatchObject({ stdout: '' });

    const token = server.client.headers().authorization?.replace('Bearer ', '') ?? '';
    const { stdout } = await run(process.execPath, [join(folder, 'program.js')], { env: { SERVER: server.url, TOKEN: token } });
    expect(JSON.parse(stdout)).toEqual({
      ...{ queued: 2, segments: 1, starts: true, csv: 'Request Queued. ', changed: 2, encoding: 'GSM-7', expiresAt: null },
      ...{ waiting: 2, page: 1, more: 'string', startsAt: true, listed: 2 },
      ...{ cancelled: 'Cancelled  2 message entries of the Message with ID : ID', again: 'No cancellable messages found', status: 400 },
    });
  },
  LONG_MS,
);

it('names each operation once, as a function is called', () => {
  const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as { paths: Record<string, Record<string, { operationId: string }>> };
  const names = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
  expect(names.filter((name) => !/^[a-z][A-Za-z]+$/.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});
