// One caller never sees another's, on every route of every module, a foreign one among them. The routes are those of the running server's
// own document, each tried with the examples of its body: a new route is tried without being listed anywhere.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PAGER_MODULE } from '../../examples/channel-pager/pager-module.js';
import { ALL_SCOPES, MODULES } from '../../src/modules.js';
import { type Client, inAnHour } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

/** Routes that show nothing of a tenant's requests, by how they begin, and what tries them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '/console/': 'the session of one browser: isolation.test.ts, test/console/',
  '/health/': 'of the process',
  '/api/v1/system': 'over all tenants, for the scope of operators: system.test.ts',
  '/carriers/': 'for providers, who prove each call: callbacks.test.ts',
  '/api/v1/smsconfig': 'the tenant’s own account: test/voltmx/config.test.ts',
  '/api/v1/voiceconfig': 'the tenant’s own account: test/voltmx/config.test.ts',
  '/api/v1/messages/sms/inbound/': 'messages that came in: isolation.test.ts',
  '/api/v1/twowaysms/': 'messages that came in: isolation.test.ts',
};
/** Operations whose examples answer the owner of a request that only waits what they answer everybody, and what tries them. */
const SAME_FOR_THE_OWNER: Readonly<Record<string, string>> = {
  'get /api/v1/messages/sms/waiting': 'nothing is held up: waits.test.ts',
  'get /api/v1/pages/waiting': 'nothing is held up: foreign-channel-operation.test.ts',
  'post /api/v1/messages/sms/{sms_request_id}/in-doubt': 'nothing is in doubt: in-doubt-anothers.test.ts',
};

interface Owned {
  id: string;
  address: string;
}

/** The submit of each module, by the tags of its routes. */
const SUBMITS: Readonly<Record<string, { path: string; submit: (client: Client) => Promise<Owned> }>> = (() => {
  const mobile = '+15005550201';
  const sms = {
    path: '/api/v1/messages/sms',
    submit: async (client: Client) => ({ id: await client.submitted({ startTimestamp: inAnHour(), mobiles: [mobile] }), address: mobile }),
  };
  const address = 'ward-7/bed-2';
  const pages = {
    path: '/api/v1/pages',
    submit: async (client: Client) => {
      const { body } = await client.ask<{ id: string }>('POST', '/api/v1/pages', { text: 'x', startsAt: inAnHour(), beds: [{ address }] });
      return { id: body.id, address };
    },
  };
  return { SMS: sms, 'Compatible API': sms, Pages: pages };
})();

interface Operation {
  tags: string[];
  security?: Record<string, string[]>[];
  description?: string;
  requestBody?: { content: Record<string, { examples?: Record<string, { value: object }> }> };
}
interface Route {
  name: string;
  method: string;
  path: string;
  operation: Operation;
}

const NOWHERE = { id: '4713025406550859686', address: '+15005550299' };
const NUMBER = '+919866694753';
const entryOf = ({ id }: Owned): string => (BigInt(id) + 1n).toString();

let server: TestServer;
let owner: Client;
let other: Client;
let routes: Route[];
beforeAll(async () => {
  server = await startServer({ ROLE: 'api' }, undefined, [...MODULES, PAGER_MODULE]);
  // Who the examples say has submitted.
  owner = server.client.as({ sub: 'developer' });
  other = server.client.as({ tenant: 'other', sub: 'developer' });
  const { body } = await owner.ask<{ paths: Record<string, Record<string, Operation>> }>('GET', '/openapi.json');
  routes = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, method: method.toUpperCase(), path, operation })),
  );
});
afterAll(() => server.close());

const isElsewhere = ({ path }: Route): boolean => Object.keys(ELSEWHERE).some((begin) => path.startsWith(begin));
/** What a submit makes is the caller's own. */
const isSubmit = ({ method, path }: Route): boolean =>
  method === 'POST' && Object.values(SUBMITS).some((each) => path === each.path || path === `${each.path}/csv`);
const tried = (): Route[] => routes.filter((route) => !isElsewhere(route) && !isSubmit(route));

/** The bodies of a route's examples; undefined = none. */
function bodiesOf({ operation }: Route): (string | undefined)[] {
  const examples = Object.values(operation.requestBody?.content['application/json']?.examples ?? {});
  return examples.length === 0 ? [undefined] : examples.map(({ value }) => JSON.stringify(value));
}

/** With the request, its first entry and its recipient in the places of the examples. */
const about = (text: string, owned: Owned): string =>
  text.replaceAll(NOWHERE.id, owned.id).replaceAll(entryOf(NOWHERE), entryOf(owned)).replaceAll(NUMBER, owned.address);

/** The status and the text of an answer, as far as it doesn't depend on the request and the time; of a stream the first event. */
async function ask(client: Client, { method, path }: Route, body: string | undefined, owned: Owned): Promise<string> {
  const url = path.replace('{sms_id}', entryOf(owned)).replace(/\{\w+\}/, owned.id);
  const stop = new AbortController();
  const response = await fetch(server.url + url, {
    ...{ method, signal: stop.signal },
    headers: { ...client.headers(), ...(body !== undefined && { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : about(body, owned),
  });
  let text = '';
  const decoder = new TextDecoder();
  const isStream = response.headers.get('content-type') === 'text/event-stream';
  for await (const part of response.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    if (isStream && text.includes('data: ')) break;
  }
  stop.abort();
  const same = text.replaceAll(owned.id, '{id}').replaceAll(entryOf(owned), '{entry}').replaceAll(owned.address, '{address}');
  // Lines of NDJSON come in no order.
  const lines = same.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '{at}').split('\n');
  return `${response.status} ${lines.sort().join('\n')}`;
}

describe('every route', () => {
  it('is tried here, or has a reason why it is not', () => {
    expect(tried().map(({ name }) => name)).toEqual(expect.arrayContaining(['get /api/v1/pages/{id}', 'post /api/v1/status/sms']));
    for (const begin of Object.keys(ELSEWHERE)) expect([begin, routes.some(({ path }) => path.startsWith(begin))]).toEqual([begin, true]);
    for (const name of Object.keys(SAME_FOR_THE_OWNER)) expect(tried().map((route) => route.name)).toContain(name);
  });

  it('of a module whose submit is known here', () => {
    for (const { name, operation } of tried())
      expect([name, operation.tags.filter((tag) => tag in SUBMITS)]).toEqual([name, operation.tags]);
  });

  it('that changes a part of something has an example of it', () => {
    for (const route of tried().filter(({ method }) => ['PATCH', 'PUT'].includes(method)))
      expect([route.name, bodiesOf(route)]).not.toEqual([route.name, [undefined]]);
  });

  it('asks for a scope that its module has named', () => {
    const scopes = ALL_SCOPES.split(' ');
    for (const { name, operation } of tried()) {
      const scope = /Scope: `([^`]+)`\./.exec(operation.description ?? '')?.[1];
      expect([name, scopes.includes(scope ?? '')]).toEqual([name, true]);
    }
  });

  it('answers another tenant as if there were nothing, and the owner otherwise', async () => {
    for (const route of tried()) {
      const seen: string[] = [];
      const nothing: string[] = [];
      for (const body of bodiesOf(route)) {
        const owned = await (SUBMITS[route.operation.tags[0] ?? '']?.submit(owner) ?? Promise.reject(new Error(route.name)));
        const foreign = await ask(other, route, body, owned);
        nothing.push(await ask(other, route, body, NOWHERE));
        expect([route.name, body, foreign]).toEqual([route.name, body, nothing.at(-1)]);
        if (!/\{\w+\}/.test(route.path) && body === undefined) expect(foreign).not.toMatch(/\{id\}|\{entry\}|\{address\}/);
        // Last: it may change the request.
        seen.push(await ask(owner, route, body, owned));
      }
      // Otherwise nothing was tried.
      if (!(route.name in SAME_FOR_THE_OWNER)) expect([route.name, seen]).not.toEqual([route.name, nothing]);
    }
  });
});
