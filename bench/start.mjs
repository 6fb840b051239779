// The time from `npm start` until the server is ready: the first time (build, data folder, migrations) and afterwards.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { figure } from './report.mjs';

const AGAIN = 3;
const root = fileURLToPath(new URL('..', import.meta.url));

async function start(folder) {
  const began = performance.now();
  const server = spawn('npm', ['start', '--silent'], {
    cwd: root,
    env: { ...process.env, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent' },
  });
  const ended = once(server, 'exit');
  let said = '';
  let url;
  for await (const text of server.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += text;
    url = /listens on (\S+)/.exec(said)?.[1];
    if (url !== undefined) break;
  }
  server.stdout.resume();
  if (url === undefined) throw new Error(`It did not start: ${said}`);
  const { status } = await fetch(`${url}/health/ready`);
  const seconds = (performance.now() - began) / 1_000;
  server.kill('SIGTERM');
  await ended;
  if (status !== 200) throw new Error(`It was not ready: ${status}`);
  return seconds;
}

export default async function () {
  const folder = mkdtempSync(join(tmpdir(), 'engagement-bench-'));
  try {
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    const first = await start(folder);
    const again = [];
    for (let i = 0; i < AGAIN; i++) again.push(await start(folder));
    figure({ name: 'first start: build, data folder, migrations, ready', value: first, unit: 's', bar: '<= 15' });
    figure({ name: 'a later start: ready (slowest of 3)', value: Math.max(...again), unit: 's', bar: '<= 3' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
