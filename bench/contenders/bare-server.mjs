// The yardstick over HTTP: node:http and pg, which verify the token and run the product's own statements, and nothing else.
import jwt from 'jsonwebtoken';
import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import pg from 'pg';
import { PATH, SECRET } from '../rig/client-program.mjs';
import { requestId } from '../rig/fixtures.mjs';
import { serve } from '../rig/serve.mjs';

const KEY = createSecretKey(Buffer.from(SECRET));
const PINNED = { algorithms: ['HS256'], issuer: 'engagement-server', audience: 'engagement-server' };
/** As many as the product has for each by default. */
const [CANCELS, SUBMITS] = [4, 16];
const BLOCK = 100;

const sql = (name) => ({
  name: `bare ${name}`,
  text: readFileSync(new URL(`../../dist/queue/sql/${name}.sql`, import.meta.url), 'utf8'),
});
const [CANCEL, RESERVE, REQUEST, ENTRIES, SLICES] = ['cancel', 'reserve-ids', 'enqueue-request', 'enqueue-entries', 'enqueue-slices'].map(
  sql,
);
let server;
let pools;
let block = { next: 0, end: 0 };

const lane = (id) => Number(BigInt(id) >> 53n) & 1023;

function callerOf({ headers }) {
  const { tenant, sub, scope } = jwt.verify(headers.authorization.slice(7), KEY, PINNED);
  return { tenant, sub, scopes: scope.split(' ') };
}

async function cancel(id, { tenant, sub }) {
  const { rows } = await pools.cancels.query({ ...CANCEL, values: [lane(id), id, tenant, sub] });
  return { id: '', message: `Cancelled  ${rows[0].cancelled} message entries of the Message with ID : ${id}` };
}

async function nextSequence() {
  if (block.next >= block.end) {
    const { rows } = await pools.submits.query({ ...RESERVE, values: [0, BLOCK, Math.floor(Date.now() / 1_000)] });
    const first = Number(rows[0].first);
    block = { next: first, end: first + BLOCK };
  }
  return block.next++;
}

async function submit(body, { tenant, sub }) {
  const { content, recipients } = JSON.parse(body).smsServiceRequest.messages.message;
  const id = requestId(0, await nextSequence());
  const mobiles = recipients.recipient.map(({ mobile }) => mobile);
  const client = await pools.submits.connect();
  try {
    await client.query('begin');
    await client.query({ ...REQUEST, values: [0, id, tenant, sub, 1, content, null, false, false, mobiles.length, null, null] });
    await client.query({ ...ENTRIES, values: [0, id, mobiles, 1] });
    await client.query({ ...SLICES, values: [0, id, [mobiles.length], 500, tenant, ['text'], 2, null, null] });
    await client.query('commit');
  } finally {
    client.release();
  }
  return { id, message: 'Request Queued. ' };
}

async function answer(request, response) {
  const caller = callerOf(request);
  let body;
  if (request.method === 'DELETE' && caller.scopes.includes('messages:cancel'))
    body = await cancel(request.url.slice(PATH.length + 1), caller);
  else {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    body = await submit(text, caller);
  }
  const text = JSON.stringify(body);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

serve({
  async open({ url }) {
    const pool = (max) => new pg.Pool({ connectionString: url, max, options: '-c jit=off' });
    pools = { cancels: pool(CANCELS), submits: pool(SUBMITS) };
    server = createServer((request, response) => {
      answer(request, response).catch((error) => {
        console.error(error);
        response.writeHead(500, { 'content-length': 0 }).end();
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return { port: server.address().port };
  },
  async close() {
    server.closeAllConnections();
    server.close();
    await Promise.all([pools.cancels.end(), pools.submits.end()]);
  },
});
