// What a start and the commands beside it say of settings that are wrong, of several at once, and of names that were meant to be settings.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Process } from '../support/process.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'engagement-told-'));
});
afterEach(() => {
  Process.killAll();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const npm = (args: string[], env: Record<string, string>): Process => Process.start('npm', args, env);

async function refusal(env: Record<string, string>): Promise<[code: number | null, said: string]> {
  const refused = npm(['start', '--silent'], { DATA_DIR: folder, PORT: '0', ...env });
  const [code] = await refused.ended();
  return [code, refused.output.replace(/^npm warn .*\n/gm, '').trim()];
}

describe('a refused start tells all that is wrong', () => {
  it('of several settings, and of names that were meant to be settings', async () => {
    const wrong = {
      PORT: 'http',
      ROLE: 'boss',
      NODE_ENV: 'production',
      PROVIDER: 'twilio',
      DEFUALT_COUNTRY: 'IN',
      JWT_SECRET: 'a'.repeat(32),
    };
    const [code, said] = await refusal(wrong);
    expect([code, said.split('\n').map((line) => line.replace(/[ :].*/s, ''))]).toEqual([
      1,
      ['PORT', 'ROLE', 'JWT_SECRET', 'PROVIDERS', 'DEFUALT_COUNTRY', 'PROVIDER'],
    ]);
    expect(said).toContain('PROVIDER is no setting. Did you mean PROVIDERS?');
    expect(said).toContain('DEFUALT_COUNTRY is no setting. Did you mean DEFAULT_COUNTRY?');
  });

  it('of a provider’s setting by another name, and of one that is missing', async () => {
    const [code, said] = await refusal({ PROVIDERS: 'twilio', TWILIO_ACOUNT_SID: `AC${'0'.repeat(32)}` });
    expect([code, said]).toEqual([1, expect.stringContaining('TWILIO_ACOUNT_SID is no setting. Did you mean TWILIO_ACCOUNT_SID?')]);
    expect(said).toContain('TWILIO_ACCOUNT_SID is missing.');
  });
});

describe('a command beside the server', () => {
  it('says which providers it knows, and holds the rest without their file', async () => {
    const dispatch = async (args: string[], env: Record<string, string> = {}): Promise<[number | null, string]> => {
      const command = npm(['run', '--silent', 'dispatch', '--', ...args], { DATA_DIR: folder, ...env });
      const [code] = await command.ended();
      return [code, command.output.trim()];
    };
    expect(await dispatch(['hold', '--provider', 'MAIN'])).toEqual([
      1,
      expect.stringMatching(/^This command knows no provider MAIN\. Set PROVIDERS or PROVIDERS_FILE/),
    ]);
    expect(await dispatch(['hold', '--provider', 'MAIN'], { PROVIDERS_FILE: '/nowhere' })).toEqual([
      1,
      "The provider MAIN cannot be checked: PROVIDERS_FILE names /nowhere, which can't be read. Correct the path or its permissions and start again.",
    ]);
    expect((await dispatch(['hold', '--tenant', 'acme'], { PROVIDERS_FILE: '/nowhere' }))[0]).toBe(0);
    expect((await dispatch(['resume', '--tenant', 'acme']))[0]).toBe(0);
  });
});
