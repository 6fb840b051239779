// The server that is filled: the running one, or one that is started for the seed alone, on the embedded database.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { StartupError } from '../../dist/platform/config/startup-error.js';

const READY_MS = 2_000;
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

async function isReady(url) {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(READY_MS) })).ok;
  } catch {
    return false;
  }
}

/** The server's address, as soon as it prints it. */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      const url = /listens on (\S+)\s/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', (code) => reject(new StartupError(`The server ended with ${code}.`)));
  });
}

/** @returns the address, and a function that stops the server if it was started here */
export async function serverAt(url) {
  if (await isReady(url)) return { url, stop: () => Promise.resolve() };
  console.log(`No server answers at ${url}: one is started on the database of the settings.`);
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', ROLE: 'all', LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  process.once('exit', () => child.kill('SIGTERM'));
  return { url: await addressOf(child), stop };
}
