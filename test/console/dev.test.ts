// The console as `npm run dev` serves it: its sources by Vite, under the server's own policy, with the server behind it.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Process } from '../support/process.js';
import { consoleRig } from './browser.js';

const rig = consoleRig();
let vite: Process;
let url: string;

beforeAll(async () => {
  vite = Process.start(process.execPath, ['node_modules/vite/bin/vite.js', '--port', '0'], { CONSOLE_SERVER: rig.server.url });
  url = await vite.prints(/(http:\/\/127\.0\.0\.1:\d+\/console\/)/);
});
afterAll(async () => {
  await vite.end('SIGTERM');
});

it('signs in and asks the server, and nothing breaks the policy', async () => {
  const page = await rig.open();
  const answer = await page.goto(url);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'; script-src 'self' 'nonce-");
  expect(policy).not.toContain('unsafe');
  await rig.enter(page);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('SMS Queue');
  expect(new URL(page.url()).origin).toBe(new URL(url).origin);
  const [session] = await page.context().cookies();
  expect(session).toMatchObject({ name: 'engagement-session', httpOnly: true, sameSite: 'Strict' });
  // Whatever is not the console is the server's.
  expect((await page.request.get(new URL('/health/ready', url).href)).status()).toBe(200);
});
