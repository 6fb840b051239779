// HTTP Basic for console users: made and revoked by the command, let in with their tenant and scopes, refused like any stranger.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { bearer, token } from '../support/token.js';
import { PATH } from '../support/bodies.js';
import { inAnHour, submitBody } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
/** Everything is generous but passwords: one may be checked. */
let sparing: TestServer;
beforeAll(async () => {
  server = await startServer({ BASIC_AUTH: 'true', CANCEL_BY_GET: 'true' });
  sparing = await startServer({ BASIC_AUTH: 'true', RATE_LIMIT: '100', RATE_WINDOW_MS: '600000' });
});
afterAll(() => Promise.all([server.close(), sparing.close()]));

async function user(on: TestServer, args: string[], input = ''): Promise<{ code: number; said: string }> {
  const env = { PATH: process.env.PATH, DATABASE_URL: on.databaseUrl, DATA_DIR: on.folder };
  const child = spawn(process.execPath, ['scripts/launch.mjs', 'auth/cli/user', ...args], { env });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number]>]);
  return { code, said: out + err };
}

const create = (on: TestServer, name: string, password: string, scope = 'messages:send messages:read messages:cancel', tenant = 'acme') =>
  user(on, ['create', name, '--tenant', tenant, '--scope', scope, '--password', '-'], `${password}\n`);

interface HttpAnswer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** As a client that adds no headers of its own. */
function ask(on: TestServer, headers: Record<string, string>, path = PATH, method = 'GET', body = ''): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(on.url + path, { method, headers, agent: false }, (response) => {
      text(response).then((said) => {
        resolve({ status: response.statusCode, headers: response.headers, body: said });
      }, reject);
    });
    asked.on('error', reject).end(body);
  });
}

const encoded = (bytes: string | Buffer): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(bytes).toString('base64')}`,
});
const basic = (name: string, password: string): { authorization: string } => encoded(`${name}:${password}`);
const REFUSED = '{"id":"","message":"Unauthorized request"}';
const CHALLENGE = 'Basic realm="Engagement Server", charset="UTF-8"';
const PASSWORD = 'correct horse: battery';

describe('npm run user', () => {
  it('makes a user with a password of its own, shown once, and lists neither it nor its hash', async () => {
    const made = await user(server, ['create', 'ann', '--tenant', 'acme', '--scope', 'messages:read']);
    const password = /^password (\S{24})$/m.exec(made.said)?.[1] ?? 'none';
    expect([made.code, (await ask(server, basic('ann', password))).status]).toEqual([0, 200]);
    const { said } = await user(server, ['list']);
    expect(said).toMatch(/^ann {2}acme {2}messages:read {2}made \S+ {2}in use$/m);
    const { rows } = await server.sql.query<{ password_hash: string }>('select u.* from console_user u');
    expect(rows[0]?.password_hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    for (const secret of [password, rows[0]?.password_hash ?? '']) expect(said).not.toContain(secret);
    expect(JSON.stringify(rows)).not.toContain(password);
  });

  it.each<[string[], string, string]>([
    [['create', 'bob', '--tenant', 'acme', '--password', '-'], 'too short', 'A password has 12 to 256 characters'],
    [['create', 'bob', '--tenant', 'acme', '--password', '-'], 'passwordpassword', 'This password is easy to guess'],
    [['create', 'roberta.fischer', '--tenant', 'acme', '--password', '-'], 'Fischer-Roberta!', 'This password is easy to guess'],
    [['create', 'bob', '--tenant', 'acme', '--password', 'on the command line'], '', 'A password comes by the standard input'],
    [['create', 'b:ob', '--tenant', 'acme'], '', 'a name has 1 to 100 characters, no colon and no control characters'],
    [['create', 'bob'], '', 'a tenant has 1 to 128 characters'],
    [['create', 'bob', '--tenant', 'acme', '--scope', 'all'], '', 'There is no scope all'],
    [['revoke', 'bob'], '', 'No user with that name is in use'],
    [['change'], '', 'Usage: npm run user'],
  ])('refuses %j', async (args, input, said) => {
    const answer = await user(server, args, input);
    expect([answer.code, answer.said]).toEqual([1, expect.stringContaining(said)]);
    expect(answer.said).not.toContain('    at ');
    // What is wrong with it, not with the database.
    expect(answer.said).not.toContain('The database');
  });
});

describe('a console user', () => {
  it('is let in with tenant and scopes, and named as who submitted', async () => {
    await create(server, 'Jörg', PASSWORD, 'messages:send messages:read');
    const body = JSON.stringify(submitBody({ startTimestamp: inAnHour() }));
    const headers = { 'content-type': 'application/json', ...basic('Jörg', PASSWORD) };
    const { id } = JSON.parse((await ask(server, headers, PATH, 'POST', body)).body) as { id: string };
    expect(await server.client.request(id)).toMatchObject({ submittedBy: 'user:Jörg' });
    const cancel = await ask(server, basic('Jörg', PASSWORD), `${PATH}/${id}`, 'DELETE');
    expect([cancel.status, cancel.body]).toEqual([403, '{"id":"","message":"Forbidden. The scope messages:cancel is missing"}']);
    // However the characters are composed, and however the scheme is written.
    const decomposed = basic('Jörg'.normalize('NFD'), PASSWORD).authorization.replace('Basic ', 'bAsIC  ');
    expect((await ask(server, { authorization: decomposed })).status).toBe(200);
    expect((await ask(server, { ...basic('Jörg', PASSWORD), 'x-kony-app-api-key': 'ignored' })).status).toBe(200);
  });

  it('is of one tenant, and its name of one user', async () => {
    await create(server, 'eve', PASSWORD, 'messages:read', 'other');
    expect((await create(server, 'eve', PASSWORD)).said).toContain('A user with that name is in use');
    expect(JSON.parse((await ask(server, basic('eve', PASSWORD))).body)).toEqual({ items: [], next: null });
  });

  it('is refused when name or password is wrong, or the header is none', async () => {
    await create(server, 'dan', PASSWORD);
    const wrong = [
      basic('dan', `${PASSWORD}x`),
      basic('nobody', PASSWORD),
      basic('DAN', PASSWORD),
      basic('d\0an', PASSWORD),
      basic('d'.repeat(10_000), PASSWORD),
      basic('dan', ''),
      encoded('dan'),
      encoded(`:${PASSWORD}`),
      encoded(Buffer.from(`d\u00e4n:${PASSWORD}`, 'latin1')),
      { authorization: 'Basic' },
      { authorization: 'Basic ***' },
      { ...basic('dan', PASSWORD), 'x-kony-authorization': token() },
    ];
    for (const headers of wrong) {
      const { status, body, headers: said } = await ask(server, headers);
      expect([headers, status, body, said['www-authenticate']]).toEqual([headers, 401, REFUSED, expect.stringContaining(`, ${CHALLENGE}`)]);
    }
    expect((await ask(server, {})).headers['www-authenticate']).toBe(`Bearer, ${CHALLENGE}`);
    expect((await ask(server, { authorization: 'Bearer x' })).headers['www-authenticate']).toBe(
      `Bearer error="invalid_token", ${CHALLENGE}`,
    );
    expect((await ask(server, bearer())).status).toBe(200);
  });

  it('is not who another site’s page, or a link that cancels, says it is', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour() });
    for (const site of ['cross-site', 'same-site'])
      expect((await ask(server, { ...basic('dan', PASSWORD), 'sec-fetch-site': site }, `${PATH}/${id}`, 'DELETE')).status).toBe(401);
    expect((await ask(server, basic('dan', PASSWORD), `/api/v1/messages/cancelmessage/${id}`)).status).toBe(401);
    const { host } = new URL(server.url);
    for (const origin of [
      'https://evil.example',
      'null',
      `http://${host}.evil.example`,
      'http://127.0.0.1',
      `https://user@evil/${host}`,
      '',
    ])
      expect([origin, (await ask(server, { ...basic('dan', PASSWORD), origin }, `${PATH}/${id}`, 'DELETE')).status]).toEqual([origin, 401]);
    expect(await server.client.request(id)).toMatchObject({ state: 'scheduled' });
    for (const [name, value] of [
      ['sec-fetch-site', 'same-origin'],
      ['sec-fetch-site', 'none'],
      ['origin', server.url],
      ['origin', `https://${host}`],
    ] as const)
      expect([value, (await ask(server, { ...basic('dan', PASSWORD), [name]: value })).status]).toEqual([value, 200]);
    // A page's own calls don't make the browser ask for a password.
    expect((await ask(server, { 'sec-fetch-mode': 'cors' })).headers['www-authenticate']).toBe('Bearer');
  });

  it('is refused once it is revoked, or has another password, and may be made anew', async () => {
    await create(server, 'fay', PASSWORD);
    expect((await ask(server, basic('fay', PASSWORD))).status).toBe(200);
    expect((await user(server, ['revoke', 'fay'])).said).toContain('Revoked fay.');
    expect((await ask(server, basic('fay', PASSWORD))).status).toBe(401);
    expect((await user(server, ['list'])).said).toMatch(/^fay .* revoked \S+$/m);
    await create(server, 'fay', 'another password of hers');
    expect((await ask(server, basic('fay', PASSWORD))).status).toBe(401);
    expect((await ask(server, basic('fay', 'another password of hers'))).status).toBe(200);
  });

  it('has its password checked once for many requests, and an address may try so many', async () => {
    await create(sparing, 'gus', PASSWORD);
    const together = await Promise.all(Array.from({ length: 5 }, () => ask(sparing, basic('gus', PASSWORD))));
    expect(together.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const refused = await ask(sparing, basic('gus', 'a wrong password'));
    expect([refused.status, refused.body]).toEqual([429, '{"id":"","message":"Too many requests"}']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask(sparing, basic('nobody', PASSWORD))).status).toBe(429);
    expect((await ask(sparing, basic('gus', PASSWORD))).status).toBe(200);
    expect((await ask(sparing, bearer())).status).toBe(200);
  });

  it('is refused as any bad credentials where BASIC_AUTH is off', async () => {
    const off = await startServer();
    await create(off, 'hal', PASSWORD);
    const { status, body, headers } = await ask(off, basic('hal', PASSWORD));
    expect([status, body, headers['www-authenticate']]).toEqual([401, REFUSED, 'Bearer error="invalid_token"']);
    await off.close();
  });
});
