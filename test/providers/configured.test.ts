// Providers by environment and by file: what is named, read and refused, and that no value of a setting stands in a refusal.
import { afterAll, describe, expect, it } from '@jest/globals';
import { ArrayMaxSize, IsArray, IsBoolean, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, Matches, Min } from 'class-validator';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Provider, ProviderContext } from '../../src/providers/provider.js';
import { providersFile } from '../../src/providers/providers-file.js';
import { CHANNELS } from '../support/channels.js';
import { loadServerConfig } from '../../src/modules.js';
import { StartupError } from '../../src/platform/config/config.js';
import { configuredProviders, providerNames } from '../../src/providers/configured.js';
import { kind, KINDS } from '../../src/providers/kinds.js';
import { rulesOf } from '../../src/providers/rules.js';

class AnySettings {
  @IsOptional()
  @IsObject()
  more?: object;
}

class ExampleSettings extends AnySettings {
  @Matches(/^EX\d+$/)
  accountSid: string;

  @IsString()
  @IsNotEmpty()
  authToken: string;

  @IsInt()
  @Min(1)
  maxInFlight = 50;

  @IsOptional()
  @IsBoolean()
  quick?: boolean;

  @IsArray()
  @ArrayMaxSize(3)
  @IsString({ each: true })
  hosts = ['api.example'];
}

class ExampleProvider implements Provider {
  readonly channels = ['text'] as const;
  readonly maxInFlight: number;
  readonly ratePerSecond = 0;

  constructor(
    readonly settings: ExampleSettings,
    readonly context: ProviderContext,
  ) {
    this.maxInFlight = settings.maxInFlight;
  }

  get name(): string {
    return this.context.name;
  }

  handOver = () => Promise.resolve({ kind: 'accepted', providerMessageId: 'x' } as const);
  onReceipt = () => undefined;
  close = () => Promise.resolve();
}

const KINDS_HERE = {
  simulator: KINDS.simulator,
  example: kind(ExampleSettings, (settings, context) => new ExampleProvider(settings, context)),
};

const folder = mkdtempSync(join(tmpdir(), 'engagement-providers-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const made = (env: Record<string, string>): Provider[] =>
  configuredProviders(loadServerConfig({ DATA_DIR: folder, ...env }), KINDS_HERE).map(({ make }) => make());
const refusal = (env: Record<string, string>): string => {
  try {
    made(env);
  } catch (error) {
    if (error instanceof StartupError) return error.message;
    throw error;
  }
  return 'nothing';
};

const GOOD = { PROVIDERS: 'example', EXAMPLE_ACCOUNT_SID: 'EX1', EXAMPLE_AUTH_TOKEN: 'secret-token' };

describe('by environment', () => {
  it('is the simulator where nothing is said', async () => {
    const [provider, ...more] = made({});
    expect([provider?.name, more]).toEqual(['SIMULATOR', []]);
    await provider?.close();
  });

  it('is each kind that PROVIDERS names, in order, with its own variables', async () => {
    const variables = { EXAMPLE_MAX_IN_FLIGHT: '7', EXAMPLE_QUICK: 'true', EXAMPLE_MORE: '{"a":1}', EXAMPLE_OTHER: 'x' };
    const providers = made({
      ...GOOD,
      ...variables,
      EXAMPLE_HOSTS: 'a.example, b.example',
      PROVIDERS: 'Example, simulator',
      PUBLIC_URL: 'https://sms.example/in/',
    });
    expect(providers.map(({ name }) => name)).toEqual(['EXAMPLE', 'SIMULATOR']);
    expect(providers[0]).toMatchObject({
      context: { name: 'EXAMPLE', callbackUrl: 'https://sms.example/in/carriers/example' },
      settings: {
        accountSid: 'EX1',
        authToken: 'secret-token',
        maxInFlight: 7,
        quick: true,
        more: { a: 1 },
        hosts: ['a.example', 'b.example'],
      },
    });
    await Promise.all(providers.map((provider) => provider.close()));
  });

  it('takes a secret from a file', () => {
    const token = file('token', 'from a file\n');
    const [provider] = made({ ...GOOD, EXAMPLE_AUTH_TOKEN_FILE: token });
    expect(provider).toMatchObject({
      context: { callbackUrl: undefined },
      settings: { authToken: 'from a file', maxInFlight: 50, hosts: ['api.example'] },
    });
  });

  it.each([
    [{ PROVIDERS: 'example' }, 'EXAMPLE_ACCOUNT_SID is missing. EXAMPLE_AUTH_TOKEN is missing. Correct that and start again.'],
    [{ ...GOOD, PROVIDERS: 'exampel' }, 'PROVIDERS names exampel, which is no kind of provider: there are simulator, example.'],
    [{ ...GOOD, PROVIDERS: 'constructor' }, 'PROVIDERS names constructor, which is no kind of provider'],
    [{ ...GOOD, PROVIDERS: 'example,EXAMPLE' }, 'PROVIDERS names a kind twice'],
    [{ ...GOOD, EXAMPLE_ACCOUNT_SID: 'secret-token' }, 'EXAMPLE_ACCOUNT_SID must match'],
    [{ ...GOOD, EXAMPLE_MAX_IN_FLIGHT: 'many' }, 'EXAMPLE_MAX_IN_FLIGHT must be a number'],
    [{ ...GOOD, EXAMPLE_MAX_IN_FLIGHT: '0' }, 'EXAMPLE_MAX_IN_FLIGHT must not be less than 1'],
    [{ ...GOOD, EXAMPLE_QUICK: 'yes' }, 'EXAMPLE_QUICK must be true or false'],
    [{ ...GOOD, EXAMPLE_MORE: '{' }, 'EXAMPLE_MORE must be JSON'],
    [{ ...GOOD, EXAMPLE_HOSTS: 'a,b,c,d' }, 'EXAMPLE_HOSTS must contain no more than 3 elements'],
    [{ ...GOOD, EXAMPLE_AUTH_TOKEN_FILE: '/nowhere' }, "EXAMPLE_AUTH_TOKEN_FILE names /nowhere, which can't be read."],
    [{ ...GOOD, PUBLIC_URL: 'ftp://x' }, 'PUBLIC_URL must be an address'],
    [{ ...GOOD, PUBLIC_URL: 'https://x/?y=1' }, 'PUBLIC_URL must be an address'],
  ])('%j is refused', (env, said) => {
    expect(refusal(env)).toContain(said);
    expect(refusal(env)).not.toContain('secret-token');
  });
});

describe('by file', () => {
  it('has several of a kind, with secrets in files of their own', () => {
    const authTokenFile = file('token', 'from a file');
    const providers = {
      EXAMPLE_EU: { kind: 'example', accountSid: 'EX1', authTokenFile, maxInFlight: 3, hosts: ['eu.example'] },
      EXAMPLE_US: { kind: 'example', accountSid: 'EX2', authToken: 'x' },
    };
    const env = { PROVIDERS_FILE: file('good', { providers }), PUBLIC_URL: 'https://x' };
    expect(made(env)).toMatchObject([
      {
        name: 'EXAMPLE_EU',
        settings: { authToken: 'from a file', maxInFlight: 3 },
        context: { callbackUrl: 'https://x/carriers/example_eu' },
      },
      { name: 'EXAMPLE_US', settings: { accountSid: 'EX2', maxInFlight: 50 } },
    ]);
    expect(providerNames(loadServerConfig(env))).toEqual(['EXAMPLE_EU', 'EXAMPLE_US']);
  });

  it('may leave the providers to the environment', () => {
    expect(made({ ...GOOD, PROVIDERS_FILE: file('empty', {}) }).map(({ name }) => name)).toEqual(['EXAMPLE']);
  });

  const one = (provider: object, name = 'ONE'): object => ({ providers: { [name]: provider } });
  it.each([
    ['{"providers": secret-token', 'which is not JSON'],
    [[], 'which is not a JSON object'],
    [{ provider: {} }, 'provider in '],
    [{ providers: {} }, 'providers in '],
    [{ providers: { one: {} } }, 'providers.one in '],
    [one({ accountSid: 'EX1' }), 'must be one of simulator, example'],
    [one({ kind: 'examples' }), 'names examples, which is no kind of provider'],
    [one({ kind: 'example', accountSid: 'EX1' }), 'is missing'],
    [one({ kind: 'example', accountSid: 'EX1', authToken: 5 }), 'providers.ONE.authToken in '],
    [
      one({ kind: 'example', accountSid: 'EX1', authToken: 'secret-token', token: 'secret-token' }),
      'is not a setting: there are accountSid',
    ],
    [one({ kind: 'example', accountSid: 'EX1', authToken: 'x', maxInFlight: '7' }), 'providers.ONE.maxInFlight in '],
    [one({ kind: 'example', accountSid: 'EX1', authTokenFile: '/nowhere' }), "names /nowhere, which can't be read"],
  ])('%j is refused', (content, said) => {
    const env = { PROVIDERS_FILE: file('bad', content) };
    expect(refusal(env)).toContain(said);
    expect(refusal(env)).not.toContain('secret-token');
  });

  it('is refused where it is not there', () => {
    expect(refusal({ PROVIDERS_FILE: '/nowhere' })).toContain("PROVIDERS_FILE names /nowhere, which can't be read");
  });
});

describe('routes', () => {
  const providers = [
    { name: 'A', channels: ['text'] as const },
    { name: 'V', channels: ['voice'] as const },
  ];
  const read = (routes: unknown[]): unknown => {
    const found = providersFile(loadServerConfig({ PROVIDERS_FILE: file('routes', { routes }) }));
    return found && rulesOf(found, providers, CHANNELS);
  };

  it('have conditions of one or several', () => {
    expect(read([{ name: 'x', tenant: 'acme', prefix: ['+91', '+1'], providers: ['V', 'A'] }])).toEqual([
      { name: 'x', channels: [], tenants: ['acme'], senders: [], addresses: ['91', '1'], providers: ['V', 'A'] },
    ]);
  });

  it.each([
    [[5], /^routes\[0\] in .* must be an object\./],
    [[{ providers: ['A'] }], /^routes\[0\]\.name in .* must be a name/],
    [[{ name: 'x' }], /^routes\[0\]\.providers in .* is missing\./],
    [[{ name: 'x', providers: ['Z'] }], /^routes\[0\]\.providers in .* must be one of the providers A, V, or a list of such\./],
    [[{ name: 'x', providers: ['A', 'A'] }], /names a provider twice/],
    [[{ name: 'x', channel: 'voice', providers: ['A'] }], /names none that serves voice/],
    [[{ name: 'x', channel: 'fax', providers: ['A'] }], /^routes\[0\]\.channel in .* must be text or voice/],
    [[{ name: 'x', prefix: '91', providers: 'A' }], /^routes\[0\]\.prefix in .* must be like \+91/],
    [[{ name: 'x', sender: [], providers: 'A' }], /^routes\[0\]\.sender in .* must not be empty/],
    [[{ name: 'x', to: 'y', providers: 'A' }], /^routes\[0\]\.to in .* means nothing/],
    [
      [
        { name: 'x', providers: 'A' },
        { name: 'x', providers: 'V' },
      ],
      /^routes\[1\]\.name in .* is another route’s name too/,
    ],
  ])('%j are refused', (routes, said) => {
    expect(() => read(routes as unknown[])).toThrow(said);
  });
});
