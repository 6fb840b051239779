// Guessing passwords: it gets nowhere, however many addresses guess, and keeps nobody out who has the right one.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ConsoleUser } from '../../src/auth/console-user.entity.js';
import { ConsoleUsersService } from '../../src/auth/console-users.service.js';
import { PATH } from '../support/bodies.js';
import { type Settings, startServer, type TestServer } from '../support/server.js';

const PASSWORD = 'correct horse: battery';
const servers: TestServer[] = [];

async function withUser(settings: Settings): Promise<TestServer> {
  const server = await startServer({ BASIC_AUTH: 'true', TRUST_PROXY: 'loopback', RATE_WINDOW_MS: '600000', ...settings });
  servers.push(server);
  const database = await new DataSource({ type: 'postgres', url: server.databaseUrl, entities: [ConsoleUser] }).initialize();
  await new ConsoleUsersService(database.getRepository(ConsoleUser)).create('ann', 'acme', 'messages:read', PASSWORD);
  await database.destroy();
  return server;
}

let fair: TestServer;
let limited: TestServer;
beforeAll(async () => {
  fair = await withUser({ RATE_LIMIT: '0' });
  limited = await withUser({ RATE_LIMIT: '500' });
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function from(server: TestServer, address: string, password: string, name = 'ann'): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  return (await fetch(server.url + PATH, { headers: { authorization, 'x-forwarded-for': address } })).status;
}

const guesses = (address: string, count: number, name?: string): Promise<number>[] =>
  Array.from({ length: count }, (_, i) => from(fair, `${address}:${40_000 + i}`, `guess ${i} of ${address}`, name));
const of = (status: number, answers: number[]): number => answers.filter((each) => each === status).length;

it('by two addresses leaves a place to a third one', async () => {
  const [one, two] = [guesses('203.0.113.1', 30), guesses('[2001:db8::1]', 30, 'nobody')];
  const right = from(fair, '203.0.113.3', PASSWORD);
  expect(await right).toBe(200);
  for (const answers of [await Promise.all(one), await Promise.all(two)]) {
    expect(of(401, answers) + of(429, answers)).toBe(30);
    // One is being checked while four wait.
    expect(of(401, answers)).toBeLessThanOrEqual(15);
    expect(of(429, answers)).toBeGreaterThan(0);
  }
});

it('by many addresses leaves the first place to who was right before', async () => {
  expect(await from(fair, '203.0.113.3', PASSWORD)).toBe(200);
  const order: string[] = [];
  const note = async (who: string, answer: Promise<number>): Promise<number> => {
    const status = await answer;
    if (status === 401) order.push(who);
    return status;
  };
  const crowd = Array.from({ length: 8 }, (_, i) => note('crowd', from(fair, `198.51.100.${i}`, `guess ${i}`)));
  const mistyped = note('ann', from(fair, '203.0.113.3', `${PASSWORD}x`));
  expect(await mistyped).toBe(401);
  // Those that were done or under way when it came; in the order of their coming it were the last.
  expect(order.indexOf('ann')).toBeLessThan(5);
  expect(of(401, await Promise.all(crowd))).toBe(8);
}, 60_000);

it('is over soon for one address, and for one account wherever it is guessed from', async () => {
  const tries: number[] = [];
  for (let i = 0; i < 7; i++) tries.push(await from(limited, '203.0.113.1', `guess ${i}`));
  expect(tries).toEqual([401, 401, 401, 401, 401, 429, 429]);
  // The account has had its share: an address may try three more.
  tries.length = 0;
  for (let i = 0; i < 5; i++) tries.push(await from(limited, `[2001:db8::${i}]:${i + 1}`, `guess ${i + 10}`));
  expect(tries).toEqual([401, 401, 401, 429, 429]);
  expect(await from(limited, '203.0.113.9', PASSWORD)).toBe(200);
  expect(await from(limited, '203.0.113.9', PASSWORD)).toBe(200);
  expect(await from(limited, '203.0.113.8', 'guess', 'somebody else')).toBe(401);
}, 60_000);
