// What the server refuses of a module that its team has written wrongly: names, owners of channels, a submit by another module's channel.
import { type DynamicModule, Controller, Module, Post, Req } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { PAGER_MODULE } from '../../examples/channel-pager/pager-module.js';
import { type Caller, CallerOf } from '../../src/auth/caller.js';
import { Scope } from '../../src/auth/scope.js';
import type { EngagementModule } from '../../src/engagement-module.js';
import { readJson } from '../../src/http/json-body.js';
import { channelsOf, loadServerConfig, MODULES } from '../../src/modules.js';
import { AddressList } from '../../src/queue/recipients.js';
import type { ModuleRequests } from '../../src/requests/module-requests.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { type NewRequest, Submission } from '../../src/requests/submit/submission.js';
import { PagerProvider } from '../support/pager-rig.js';
import { startServer, type TestServer } from '../support/server.js';
import { Told } from '../support/told-provider.js';

const PATH = '/api/v1/strays';
const OF: ModuleRequests = { module: PAGER_MODULE.name, path: PATH, request: (facts) => facts, entry: (facts) => facts };
const PAGE: NewRequest = {
  ...{ channel: 'page', payload: '{"text":"x","urgent":false}', priority: false, sender: null, fallback: null, units: null },
  ...{ recipients: new AddressList(['ward-1/bed-1']), startsAt: null, expiresAt: null },
};

@Controller(PATH.slice(1))
class StraysController {
  constructor(private readonly submission: Submission) {}

  @Post()
  @Scope('messages:send')
  async submit(@CallerOf() caller: Caller, @Req() request: FastifyRequest): Promise<object> {
    const requests = [{ ...PAGE, ...((await readJson(request)) as object) }];
    return this.submission.submit(OF, caller, { requests }, () => ({ status: 201, body: {} }));
  }
}

@Module({})
class StraysApi {
  static register(): DynamicModule {
    return { module: StraysApi, imports: [RequestsModule], controllers: [StraysController] };
  }
}

const pagers = new PagerProvider('PAGERS', ['page']);
const phones = new Told('PHONES');
let server: TestServer;
beforeAll(async () => {
  const strays: EngagementModule = { ...PAGER_MODULE, api: () => Promise.resolve(StraysApi.register()) };
  server = await startServer({}, { providers: [phones, pagers] }, [...MODULES, strays]);
});
afterAll(() => server.close());

it.each([{ channel: 'text' }, { fallback: 'text' }])('stores no request of a module by the channel of another: %j', async (other) => {
  expect((await server.client.ask('POST', PATH, other)).status).toBe(500);
  expect((await server.sql.query('select from request')).rowCount).toBe(0);
  expect([phones.had, pagers.had]).toEqual([[], []]);
});

it.each<[string, Partial<EngagementModule>, string]>([
  ['a channel of another', { name: 'nurse' }, 'The module nurse brings the channel page, which names pager as its module'],
  ['the name of another', { name: 'sms', channels: () => [] }, 'Two modules have the name sms'],
  ['no good name', { name: 'Pager 1', channels: () => [] }, 'The module name Pager 1 must have a–z, 0–9 and - alone'],
])('takes no module with %s', (_, other, reason) => {
  expect(() => channelsOf(loadServerConfig({}), [...MODULES, { ...PAGER_MODULE, ...other }])).toThrow(new Error(reason));
});
