// What an operator may do over HTTP while dispatch runs: hold and resume it, set rate limits; nobody else, and no half of it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Control } from '../../src/queue/control/control.js';
import type { SystemState } from '../../src/system/system.answers.js';
import { type Answer, type Client, eventually } from '../support/client.js';
import { LANES, startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let operator: Client;
beforeAll(async () => {
  server = await startServer();
  operator = server.client.as({ scope: 'system:read system:manage', tenant: 'operator' });
});
afterAll(() => server.close());

const say = (what: string, body: unknown, client = operator): Promise<Answer> => client.ask('POST', `/api/v1/system/${what}`, body);
const look = async (): Promise<SystemState> => (await operator.ask<SystemState>('GET', '/api/v1/system')).body;
const known = async (): Promise<string[]> =>
  (await (await Control.of(server.sql, LANES)).holds()).map(({ kind, name }) => `${kind} ${name}`);

describe('an operator', () => {
  it.each([
    [{ all: true }, 'all '],
    [{ channel: 'text' }, 'channel text'],
    [{ tenant: 'acme' }, 'tenant acme'],
    [{ provider: 'simulator' }, 'provider SIMULATOR'],
  ])('holds %j, and lets it go on', async (what, name) => {
    const held = await say('stop', what);
    const [kind = '', of = ''] = name.split(' ');
    const hold = { what: kind, name: of === '' ? null : of, since: expect.any(String), everywhere: true };
    expect(held).toMatchObject({ status: 200, body: { holds: [hold] } });
    expect(await known()).toEqual([name]);
    // Whoever looks next sees it.
    expect((await look()).holds).toEqual([hold]);
    const id = await server.client.submitted();
    const { counts } = await server.client.request(id);
    expect([counts.Initial, (await say('stop', what)).status]).toEqual([1, 200]);
    expect(await say('resume', what)).toMatchObject({ status: 200, body: { holds: [] } });
    expect((await server.client.settled(id)).counts.Submitted).toBe(1);
    expect(await known()).toEqual([]);
  });

  it('takes back its own hold alone, and that of a provider that is gone', async () => {
    await (await Control.of(server.sql, LANES)).hold({ kind: 'provider', name: 'GONE' });
    await say('stop', { tenant: 'other' });
    expect(await say('resume', { all: true })).toMatchObject({ status: 200, body: { holds: [{ name: 'GONE' }, { name: 'other' }] } });
    await say('resume', { provider: 'GONE' });
    await say('resume', { tenant: 'other' });
    expect(await known()).toEqual([]);
  });

  it('sets the rate limit of a provider and of a sender, and takes it back', async () => {
    expect((await say('rate-limit', { provider: 'simulator', perSecond: 2.5 })).body).toEqual({
      ...{ provider: 'SIMULATOR', sender: null, perSecond: 2.5 },
    });
    expect((await look()).providers[0]).toMatchObject({ name: 'SIMULATOR', rateLimitPerSecond: 2.5 });
    expect((await say('rate-limit', { provider: 'SIMULATOR', perSecond: null })).status).toBe(200);
    expect((await look()).providers[0]).toMatchObject({ rateLimitPerSecond: null });
    expect((await say('rate-limit', { sender: 'ACME', perSecond: 0 })).body).toEqual({ provider: null, sender: 'ACME', perSecond: 0 });
    const rateLimits = await (await Control.of(server.sql, LANES)).rateLimits();
    expect(rateLimits).toEqual([{ name: 'sender sms/ACME', perSecond: 0 }]);
  });

  it.each([
    ['stop', {}, 'all'],
    ['stop', { all: false }, 'all'],
    ['stop', { all: true, tenant: 'acme' }, 'all'],
    ['stop', { channel: 'fax' }, 'channel'],
    ['stop', { channel: 'text', tenant: 'acme' }, 'channel'],
    ['stop', { tenant: '' }, 'tenant'],
    ['stop', { tenant: 7 }, 'tenant'],
    ['stop', { provider: 'NOBODY' }, 'provider'],
    ['resume', { every: true }, 'every'],
    ['rate-limit', { perSecond: 5 }, 'provider'],
    ['rate-limit', { provider: 'SIMULATOR' }, 'perSecond'],
    ['rate-limit', { provider: 'SIMULATOR', perSecond: -1 }, 'perSecond'],
    ['rate-limit', { provider: 'SIMULATOR', perSecond: 'fast' }, 'perSecond'],
    ['rate-limit', { sender: 'ACME', perSecond: 1e9 }, 'perSecond'],
    ['rate-limit', { sender: 'A\u0000', perSecond: 1 }, 'sender'],
    ['rate-limit', { sender: 'ACME', module: 'fax', perSecond: 1 }, 'module'],
    ['rate-limit', { provider: 'SIMULATOR', module: 'sms', perSecond: 1 }, 'module'],
  ])('is told what is wrong with %s %j, and nothing changes', async (what, body, field) => {
    const before = JSON.stringify([await known(), await (await Control.of(server.sql, LANES)).rateLimits()]);
    expect(await say(what, body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(JSON.stringify([await known(), await (await Control.of(server.sql, LANES)).rateLimits()])).toBe(before);
  });

  it.each(['', '[]', 'null', '{"all":'])('is refused a body that is none: %j', async (body) => {
    for (const what of ['stop', 'resume', 'rate-limit']) expect((await say(what, body)).status).toBe(400);
    expect(await known()).toEqual([]);
  });

  it('is nobody else: not who may look, and no tenant', async () => {
    for (const client of [server.client, server.client.as({ scope: 'system:read' })])
      for (const what of ['stop', 'resume', 'rate-limit'])
        expect(await say(what, { tenant: 'acme' }, client)).toMatchObject({
          status: 403,
          body: { message: 'Forbidden. The scope system:manage is missing' },
        });
    expect(await known()).toEqual([]);
  });

  it('gets an error that names the lane that did not answer', async () => {
    await server.sql.query(`alter table dispatch_hold rename to dispatch_hold_away`);
    try {
      expect(await say('stop', { all: true })).toMatchObject({
        status: 503,
        body: { message: expect.stringMatching(/^Lane 0.* did not answer\. Repeat the command when it is reachable\.$/) },
      });
    } finally {
      await server.sql.query(`alter table dispatch_hold_away rename to dispatch_hold`);
    }
    await eventually(
      async () => (await say('stop', { all: true })).status,
      (status) => status === 200,
    );
    await say('resume', { all: true });
  });
});
