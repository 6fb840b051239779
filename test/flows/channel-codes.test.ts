// A channel's code means in a database what it meant at first: a module that registers it for another channel is refused at start.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PAGER_MODULE } from '../../examples/channel-pager/pager-module.js';
import { AppModule } from '../../src/app.module.js';
import type { EngagementModule } from '../../src/engagement-module.js';
import { MODULES } from '../../src/modules.js';
import { StartupError } from '../../src/platform/config/config.js';
import type { KnownChannel } from '../../src/queue/channel-codes.js';
import type { ChannelDefinition } from '../../src/queue/channels.js';
import { startApp } from '../support/app.js';
import { startServer, type TestServer } from '../support/server.js';
import { Told } from '../support/told-provider.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({}, { providers: [new Told('PHONES')] }, [...MODULES, PAGER_MODULE]);
});
afterAll(() => server.close());

const known = async (): Promise<KnownChannel[]> =>
  (await server.sql.query<KnownChannel>('select code, name, module from channel order by code')).rows;
const KNOWN = [
  { code: 1, name: 'text', module: 'sms' },
  { code: 2, name: 'voice', module: 'sms' },
  { code: 101, name: 'page', module: 'pager' },
];

/** The pager module as it would be with another channel. */
const pagers = (other: Partial<ChannelDefinition>): EngagementModule => ({
  name: other.module ?? PAGER_MODULE.name,
  channels: (config) => PAGER_MODULE.channels(config).map((channel) => ({ ...channel, ...other })),
});
const start = (...modules: EngagementModule[]): Promise<void> =>
  startApp({ DATABASE_URL: server.databaseUrl, ROLE: 'api' }, (config) => AppModule.register(config, {}, [...MODULES, ...modules])).then(
    (app) => app.close(),
  );

it('is kept at the first start, and by further ones, also of a process without the module', async () => {
  expect(await known()).toEqual(KNOWN);
  await start(PAGER_MODULE);
  await start();
  expect(await known()).toEqual(KNOWN);
});

it.each<[string, Partial<ChannelDefinition>, string]>([
  ['the code for another name', { name: 'beep' }, 'the channel beep of the module pager (code 101)'],
  ['the code for another module', { module: 'nurse' }, 'the channel page of the module nurse (code 101)'],
  ['the name by another code', { code: 102 }, 'the channel page of the module pager (code 102)'],
])('refuses a start that registers %s, and keeps what it knew', async (_, other, registered) => {
  await expect(start(pagers(other))).rejects.toEqual(
    new StartupError(
      `A module registers ${registered}, but this database has the channel page of the module pager (code 101). Rows keep codes forever: ` +
        `register the known channel as it was, or give ${other.name ?? 'page'} a code and a name that were never used.`,
    ),
  );
  expect(await known()).toEqual(KNOWN);
});

it('takes a further channel', async () => {
  await start(pagers({ name: 'beep', code: 102 }));
  expect(await known()).toEqual([...KNOWN, { code: 102, name: 'beep', module: 'pager' }]);
});
