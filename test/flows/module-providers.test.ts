// A kind of providers that a module adds is configured like the server's own: by PROVIDERS and its variables, by npm start as by the tests.
import { afterEach, expect, it } from '@jest/globals';
import { IsString, Matches } from 'class-validator';
import { PAGER_MODULE } from '../../examples/channel-pager/pager-module.js';
import type { EngagementModule } from '../../src/engagement-module.js';
import { channelsOf, loadServerConfig, MODULES } from '../../src/modules.js';
import { kind, kindsWith, providerSettingNames } from '../../src/providers/kinds.js';
import { checkProviders } from '../../src/providers/validate.js';
import { PagerProvider } from '../support/pager-rig.js';
import { eventually } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

class BeeperSettings {
  @IsString()
  @Matches(/^https:/)
  url: string;
}

const made: [name: string, url: string, provider: PagerProvider][] = [];
const KIND = kind(BeeperSettings, ({ url }, { name }) => {
  const provider = new PagerProvider(name, ['page']);
  made.push([name, url, provider]);
  return provider;
});
const BEEPERS: EngagementModule = { ...PAGER_MODULE, providerKinds: { beeper: KIND } };
const ENV = { PROVIDERS: 'simulator,beeper', BEEPER_URL: 'https://beeper.test' };

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

it('is made from its variables, and is handed the messages of its channel', async () => {
  server = await startServer(ENV, undefined, [...MODULES, BEEPERS]);
  const [name, url, provider] = made.at(-1) ?? [];
  expect([name, url]).toEqual(['BEEPER', 'https://beeper.test']);
  const beds = [{ address: 'ward-1/bed-1' }];
  const { body } = await server.client.ask<{ id: string }>('POST', '/api/v1/pages', { text: 'x', beds });
  const sms = await server.client.submitted({ content: 'hi' });
  expect((await server.client.settled(sms)).counts.Submitted).toBe(1);
  const handed = await eventually(
    () => Promise.resolve(provider?.had ?? []),
    ({ length }) => length > 0,
  );
  expect(handed).toMatchObject([{ requestId: body.id, address: 'ward-1/bed-1', content: { text: 'x', urgent: false } }]);
  // The configuration of the compatible API names the vendors that it knows alone.
  const shown = await server.client.ask('GET', '/api/v1/smsconfig');
  expect(shown.status).not.toBe(500);
});

it('is checked before anything is opened', async () => {
  const config = loadServerConfig({ PROVIDERS: 'beeper', BEEPER_URL: 'http://beeper.test' }, [...MODULES, BEEPERS]);
  const channels = channelsOf(config, [...MODULES, BEEPERS]);
  await expect(checkProviders(config, channels, kindsWith([BEEPERS.providerKinds ?? {}]))).rejects.toThrow(/^BEEPER_URL /);
  await expect(checkProviders(config, channels, kindsWith([]))).rejects.toThrow('PROVIDERS names beeper, which is no kind of provider');
});

it('has variables that are known, and a name of its own', () => {
  expect(providerSettingNames(kindsWith([{ beeper: KIND }]))).toEqual(
    expect.arrayContaining(['BEEPER_URL', 'BEEPER_URL_FILE', 'SMPP_HOST']),
  );
  expect(() => kindsWith([{ twilio: KIND }])).toThrow('Two kinds of providers have the name twilio');
});
