// The yardstick over HTTP: node:http and pg, which verify the token and run the product's own statements, and nothing else.
import jwt from 'jsonwebtoken';
import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import pg from 'pg';
import { PATH, SECRET } from '../rig/client-program.mjs';
import { requestId } from '../rig/fixtures.mjs';
import { serve } from '../rig/serve.mjs';
import { statement, valuesOf } from '../../dist/queue/statements.js';

const KEY = createSecretKey(Buffer.from(SECRET));
const PINNED = { algorithms: ['HS256'], issuer: 'engagement-server', audience: 'engagement-server' };
/** As many connections as the product has by default. */
const [CANCELS, SUBMITS] = [4, 16];
const BLOCK = 100;

const [CANCEL, RESERVE, REQUEST, ENTRIES, SLICES] = ['cancel', 'reserve-ids', 'enqueue-request', 'enqueue-entries', 'enqueue-slices'].map(
  (name) => statement(name),
);
const query = (on, { name, text, parameters }, given) =>
  on.query({ name: `bare ${name}`, text, values: valuesOf({ name, text, parameters }, given) });
let server;
let pools;
let block = { next: 0, end: 0 };

const lane = (id) => Number(BigInt(id) >> 53n) & 1023;

function callerOf({ headers }) {
  const { tenant, sub, scope } = jwt.verify(headers.authorization.slice(7), KEY, PINNED);
  return { tenant, sub, scopes: scope.split(' ') };
}

async function cancel(id, { tenant, sub }) {
  const { rows } = await query(pools.cancels, CANCEL, { lane: lane(id), requestId: id, module: 'sms', tenant, cancelledBy: sub });
  return { id: '', message: `Cancelled  ${rows[0].cancelled} message entries of the Message with ID : ${id}` };
}

async function nextSequence() {
  if (block.next >= block.end) {
    const { rows } = await query(pools.submits, RESERVE, { lane: 0, count: BLOCK, start: Math.floor(Date.now() / 1_000) });
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
    const request = { lane: 0, requestId: id, tenant, startsAt: null, expiresAt: null };
    const message = { channel: 1, fallback: null, payload: content, units: null, sender: null, priority: false };
    await query(client, REQUEST, { ...request, ...message, module: 'sms', submittedBy: sub, recipientCount: mobiles.length });
    await query(client, ENTRIES, { lane: 0, idBefore: id, channel: 1, addresses: mobiles, variables: null });
    await query(client, SLICES, { ...request, class: 2, sliceSize: 500, lastPositions: [mobiles.length], queues: ['text'] });
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
