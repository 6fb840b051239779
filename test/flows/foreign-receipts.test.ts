// Whoever says what became of a message counts only where that account was handed it: of every kind of provider, the operator's other
// accounts and those that tenants have stored. Anything else is taken, changes nothing, and is counted.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Provider, Receipt } from '../../src/providers/provider.js';
import { CALLS, PUBLIC, STORES } from '../providers/accounts.js';
import { clickatellRig } from '../providers/clickatell-rig.js';
import { message } from '../providers/conformance.js';
import { Peer } from '../providers/smpp-peer.js';
import { ADDRESSED, smppTo } from '../providers/smpp-rig.js';
import { ACCOUNT as SID, twilioRig } from '../providers/twilio-server.js';
import { answer, json, VendorServer } from '../providers/vendor-server.js';
import { vonageText } from '../providers/vonage-rig.js';
import { eventually, inAnHour } from '../support/client.js';
import { died } from '../support/in-doubt.js';
import { LANES, startServer, type TestServer } from '../support/server.js';
import { Ours, Second } from '../support/telling.js';
import { CONFIG_KEY, configures } from '../voltmx/config-rig.js';

let api: VendorServer;
let peers: Record<string, Peer>;
let server: TestServer;
const ours = new Ours('OURS');
const second = new Second({
  ...{ name: 'SIM_B', ratePerSecond: 0, latencyMs: 1, receiptMs: 1, limit: 0 },
  ...{ ledger: join(tmpdir(), `foreign-receipts-${process.pid}.ndjson`), outage: join(tmpdir(), 'none') },
});
/** By kind, whose account it is: where it is called, and how its vendor names messages to it. */
const names = new Map<string, string>();

beforeAll(async () => {
  api = await VendorServer.start();
  api.behave = ({ path }, response) => {
    answer(response, json(200, path.includes('/Accounts/') ? { sid: SID, status: 'active' } : { value: 1, balance: 1, currency: 'EUR' }));
  };
  const listening: [string, Peer][] = await Promise.all(
    ['OPERATOR', 'other', 'acme'].map(async (whose): Promise<[string, Peer]> => [whose, await Peer.start()]),
  );
  peers = Object.fromEntries(listening);
  const rigs: [string, Provider][] = [
    ['twilio text', twilioRig().provider(api, 10)],
    ['vonage text', vonageText().provider(api, 10)],
    ['clickatell text', clickatellRig().provider(api, 10)],
    ['smpp', smppTo(portOf('OPERATOR'))],
    ['simulator', second],
  ];
  // On no route, so that nothing is handed to them.
  for (const [, provider] of rigs) Object.defineProperty(provider, 'channels', { value: [] });
  const hosts = [api.host, ...['other', 'acme'].map((whose) => `127.0.0.1:${portOf(whose)}`)].join();
  server = await startServer(
    { PUBLIC_URL: PUBLIC, CONFIG_KEY, PROVIDER_HOSTS: hosts, RETRY_MAX_MS: '3600000' },
    { providers: [ours, ...rigs.map(([, provider]) => provider)] },
  );
  for (const [kind, { name }] of rigs) {
    names.set(`OPERATOR ${kind}`, name);
    names.set(`OPERATOR ${kind.replace('text', 'voice')}`, name);
  }
});
afterAll(async () => {
  await server.close();
  await Promise.all([api, ...Object.values(peers)].map((each) => each.close()));
});
beforeEach(() => {
  ours.had.length = 0;
  ours.says = ({ entryId }) => ({ kind: 'accepted', providerMessageId: entryId });
  ours.meanwhile = () => Promise.resolve();
});

const portOf = (whose: string): number => peers[whose]?.port ?? 0;

/** The name of a tenant's own account, stored with the first use. */
async function stored(tenant: string, kind: string): Promise<string> {
  const known = names.get(`${tenant} ${kind}`);
  if (known !== undefined) return known;
  const [path, body] = STORES[kind]?.(api.url, portOf(tenant)) ?? ['', {}];
  const said = await configures(server.client, tenant).ask('POST', `/api/v1/${path}`, body);
  expect([kind, said.status, said.body]).toMatchObject([kind, 200, {}]);
  const { rows } = await server.sql.query<{ name: string }>(
    'select name from provider_config where tenant = $1 and is_current and kind = $2',
    [...[tenant, path.replace('config', '')]],
  );
  const name = rows[0]?.name ?? '';
  names.set(`${tenant} ${kind}`, name);
  return name;
}

/** The account's vendor says so, and is believed to be the account's vendor. */
async function says(whose: string, kind: string, reference: string, status: Receipt['status']): Promise<string> {
  const name = whose === 'OPERATOR' ? (names.get(`OPERATOR ${kind}`) ?? '') : await stored(whose, kind);
  if (kind === 'simulator') {
    const [smsId = '', attempt] = reference.split('.');
    const mobile = status === 'delivered' ? '+15005551001' : '+15005552001';
    const before = second.told;
    await second.handOver(message(mobile, { entryId: smsId, attempt: Number(attempt) }), AbortSignal.timeout(60_000));
    await eventually(
      () => Promise.resolve(second.told),
      (told) => told > before,
    );
    return name;
  }
  if (kind === 'smpp') {
    const id = `${whose}-${reference}-${status}`;
    // An SMSC names a message by the ID that it gave it: as if it had been handed this one.
    await server.sql.query('insert into provider_message (lane, provider, message_id, reference) values ($1, $2, $3, $4)', [
      ...[LANES[0], name, id, reference],
    ]);
    expect(await peers[whose]?.receipt({ id, ...ADDRESSED }, status === 'delivered' ? 'DELIVRD' : 'UNDELIV')).toContain(0);
    return name;
  }
  const { path, headers, body } = CALLS[kind]?.(`/carriers/${name.toLowerCase()}`, reference, status) ?? {
    path: '',
    headers: {},
    body: '',
  };
  const url = path.replace(PUBLIC, '');
  expect((await fetch(server.url + url, { method: 'POST', headers, body })).status).toBe(200);
  return name;
}

/** Whatever was stored has been looked at. */
const applied = (): Promise<unknown> =>
  eventually(
    async () => (await server.sql.query(`select from delivery_receipt where look_at < 'infinity'`)).rowCount ?? -1,
    (count) => count === 0,
  );
const is = (id: string, status: string): Promise<unknown> =>
  eventually(
    () => server.client.entries(id),
    ([entry]) => entry?.status === status,
  );

/** A request in each state that a receipt could move, by what it is called. */
const STATES: Record<string, () => Promise<string>> = {
  Submitted: async () => {
    const id = await server.client.submitted({ sendVoiceSmsOnFailure: 'true' });
    await is(id, 'Submitted');
    return id;
  },
  'In doubt': async () => {
    ours.says = () => ({ kind: 'unknown', reason: 'reset' });
    const id = await server.client.submitted({ sendVoiceSmsOnFailure: 'true' });
    await is(id, 'In doubt');
    return id;
  },
  Initial: async () => {
    ours.says = () => ({ kind: 'temporary', reason: 'busy', retryAfterMs: 3_600_000 });
    const id = await server.client.submitted();
    await eventually(
      () => server.client.entries(id),
      ([entry]) => entry?.attempts === 1 && entry.status === 'Initial',
    );
    return id;
  },
};

const inDoubtOfNobodyKnowsWhom = async (): Promise<string> => {
  const id = await server.client.submitted({ startTimestamp: inAnHour() });
  await died(server, id);
  return id;
};

const referenceOf = async (id: string): Promise<string> => `${(await server.client.entries(id))[0]?.smsId ?? ''}.1`;

const STORED = Object.keys(STORES);
const OPERATORS = [...Object.keys(CALLS), 'smpp', 'simulator'];

describe.each([...STORED.map((kind) => ['other', kind] as const), ...OPERATORS.map((kind) => ['OPERATOR', kind] as const)])(
  '%s’s account (%s) that was handed nothing',
  (whose, kind) => {
    it.each(Object.keys(STATES))('changes nothing of what is %s', async (state) => {
      const id = (await STATES[state]?.()) ?? '';
      const reference = await referenceOf(id);
      // Why an entry waits may change with the provider's health.
      const entries = async () =>
        (await server.client.entries(id)).map(({ statusMessage, ...rest }) => ({ ...rest, ...(state !== 'Initial' && { statusMessage }) }));
      const before = await entries();
      for (const status of ['undelivered', 'delivered'] as const) await says(whose, kind, reference, status);
      await applied();
      expect(await entries()).toEqual(before);
      const { smsId, attempt } = { smsId: before[0]?.smsId ?? '', attempt: 1 };
      if (state === 'Initial') expect((await server.client.cancel(id)).body.message).toContain('Cancelled  1 message entries');
      // The word of the one that was handed it does.
      else {
        await ours.tell({ entryId: smsId, attempt, status: 'delivered' });
        await is(id, 'Delivered');
      }
      expect(ours.had).toHaveLength(1);
    });
  },
);

describe('where nobody knows which account was handed it', () => {
  it.each(STORED)('another tenant’s (%s) changes nothing, the tenant’s own says what became of it', async (kind) => {
    const id = await inDoubtOfNobodyKnowsWhom();
    const reference = await referenceOf(id);
    await says('other', kind, reference, 'delivered');
    await applied();
    await is(id, 'In doubt');
    await says('acme', kind, reference, 'delivered');
    await is(id, 'Delivered');
    await server.sql.query(`delete from provider_config where tenant = 'acme'`);
    names.delete(`acme ${kind}`);
  });

  it.each(OPERATORS)('any of the operator’s (%s) says what became of it', async (kind) => {
    const id = await inDoubtOfNobodyKnowsWhom();
    await says('OPERATOR', kind, await referenceOf(id), 'undelivered');
    await is(id, 'Undelivered');
  });
});

it('what comes before the answer counts from the right account alone, whoever says the same first', async () => {
  ours.meanwhile = async (reference) => {
    const [smsId = '', attempt] = reference.split('.');
    await says('other', 'twilio text', reference, 'delivered');
    await says('OPERATOR', 'vonage text', reference, 'delivered');
    await says('OPERATOR', 'clickatell text', reference, 'undelivered');
    await ours.tell({ entryId: smsId, attempt: Number(attempt), status: 'delivered' });
  };
  const id = await server.client.submitted();
  await is(id, 'Delivered');
  await applied();
  expect((await server.client.entries(id))[0]).toMatchObject({ status: 'Delivered', attempts: 1, provider: 'OURS' });
});

it('an attempt that never was, of its own tenant’s too', async () => {
  const id = (await STATES.Initial?.()) ?? '';
  const [smsId = ''] = (await referenceOf(id)).split('.');
  await ours.tell({ entryId: smsId, attempt: 2, status: 'delivered' });
  await applied();
  expect((await server.client.cancel(id)).body.message).toContain('Cancelled  1 message entries');
});

it('is counted with the account’s state', async () => {
  const name = await stored('other', 'twilio text');
  const id = (await STATES.Submitted?.()) ?? '';
  const [smsId = ''] = (await referenceOf(id)).split('.');
  await says('other', 'twilio text', await referenceOf(id), 'undelivered');
  await ours.tell({ entryId: smsId, attempt: 2, status: 'delivered' });
  await applied();
  const operator = server.client.as({ scope: 'system:read' });
  await eventually(
    async () => {
      const { body } = await operator.ask<{ providers: { name: string; foreignReceipts: number }[] }>('GET', '/api/v1/system');
      return new Map(body.providers.map((each) => [each.name, each.foreignReceipts]));
    },
    (counts) => (counts.get(name) ?? 0) > 0 && (counts.get('OURS') ?? 0) > 0,
  );
});
