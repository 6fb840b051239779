// The Twilio of a fault run: `node twilio.mjs <journal> <port>`. It accepts texts and calls by its REST API, sends status callbacks that
// Twilio's own package signs, answers look-ups, and fails as the numbers of messages say (twilio-scenarios.mjs).
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { Ledger, obey, titleOf } from './ledger.mjs';
import { scenarioOf } from './scenarios.mjs';
import { ACCOUNT, TOKEN, twilioOutcome } from './twilio-account.mjs';
import { TWILIO_SCENARIOS } from './twilio-scenarios.mjs';

const LATENCY_MS = 10;
/** Longer than any deadline. */
const LATE_MS = 700;
/** The longest time that an answer waits for the receipt that comes before it. */
const EARLY_MS = 300;
/** The least time between two answers that ask for a pause of a second, which is much of a run. */
const HOLDS_MS = 5_000;

const [journal, port] = process.argv.slice(2);
const ledger = new Ledger(journal, twilioOutcome);
let heldAt = -Infinity;

const resource = ({ id, of, state = 'queued' }, more = {}) => ({
  ...{ sid: id, account_sid: ACCOUNT, api_version: '2010-04-01', direction: 'outbound-api', status: state, error_code: null },
  ...{
    date_created: new Date(Number.parseInt(id.slice(2, 14), 16)).toUTCString(),
    body: of.channel === 'text' ? of.title : null,
    to: of.address,
  },
  ...more,
});
/** A SID that begins with its creation time. */
const newSid = (prefix) => prefix + Date.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex');

function answer(response, status, value, headers = {}) {
  response.writeHead(status, { 'content-type': typeof value === 'string' ? 'text/html' : 'application/json', ...headers });
  response.end(typeof value === 'string' ? value : JSON.stringify(value));
}
const refuse = (response, status, code, headers) =>
  answer(response, status, { code, message: 'refused', more_info: `https://www.twilio.com/docs/errors/${code}`, status }, headers);

/** Calls the server. Returns the status; undefined if there was no answer. */
async function call({ of, callback }, { sid, status, ref = of.ref, token = TOKEN }) {
  const url = new URL(callback);
  url.searchParams.set('ref', ref);
  const fields =
    of.channel === 'voice'
      ? { AccountSid: ACCOUNT, CallSid: sid, CallStatus: { delivered: 'completed', undelivered: 'busy' }[status] ?? status }
      : { AccountSid: ACCOUNT, MessageSid: sid, MessageStatus: status };
  const signature = webhooks.getExpectedTwilioSignature(token, url.href, fields);
  const sent = fetch(url, {
    method: 'POST',
    headers: { 'x-twilio-signature': signature },
    body: new URLSearchParams(fields),
    signal: AbortSignal.timeout(4_000),
  });
  return (await sent.catch(() => undefined))?.status;
}

/** A status callback. It is repeated until it is taken. */
async function deliver({ id, of }, status) {
  const answered = await call({ of, callback: of.callback }, { sid: id, status });
  if (answered !== undefined && answered >= 300 && answered < 500 && answered !== 429)
    ledger.complain(`a receipt of ${of.ref} was answered with ${answered}`);
  return answered === 200;
}

/** Calls that must change nothing: not signed by Twilio, or about unknown attempts or messages. */
async function mislead(id, of, { forged, strange, old }) {
  const [entryId, attempt] = of.ref.split('.');
  const say = (more) => call({ of, callback: of.callback }, { sid: newSid('SM'), status: 'undelivered', ...more });
  if (forged) {
    const answered = await say({ sid: id, token: 'f'.repeat(32) });
    if (answered !== undefined && answered !== 403 && answered < 500) ledger.complain(`a forged receipt was answered with ${answered}`);
  }
  if (strange) {
    await say({ ref: `${entryId}.${Number(attempt) + 5}` });
    await say({ ref: `${BigInt(entryId) | 1048575n}.1` });
    await say({ ref: `'; ${entryId}.${attempt}` });
  }
  if (old && attempt > 1) await say({ ref: `${entryId}.${attempt - 1}` });
}

async function create(response, kind, form) {
  const callback = form.get('StatusCallback');
  const of = {
    ...{ ref: new URL(callback).searchParams.get('ref'), callback, address: form.get('To') },
    ...{ channel: kind === 'Calls' ? 'voice' : 'text', title: titleOf(form.get('Body') ?? form.get('Twiml')) },
  };
  const whole = scenarioOf(TWILIO_SCENARIOS, of.address);
  const scenario = ledger.choose(whole, ledger.asked(of));
  const { takes = true, reply = { kind: 'created' }, says = [], early, afterMs } = scenario;
  const sid = newSid(kind === 'Calls' ? 'CA' : 'SM');
  const message = takes ? ledger.accept(sid, of, says) : { id: sid, of };
  if (reply.doubt) ledger.leaveOpen(of);
  if (takes && early) await Promise.race([ledger.sayUntilTaken(message, says[0], deliver), pause(EARLY_MS)]);
  if (takes) void mislead(sid, of, scenario).then(() => ledger.tell(message, deliver, afterMs));
  await pause(reply.late ? LATE_MS : LATENCY_MS);
  say(response, message, reply);
}

function say(response, message, { kind, code, status = 'queued', throttles }) {
  switch (kind) {
    case 'created':
      // In the state of its creation, whatever has happened since.
      return answer(response, 201, resource(message, { status }));
    case 'failed':
      return answer(response, 201, resource(message, { status: 'failed', error_code: code }));
    case 'error': {
      const holds = throttles && performance.now() - heldAt > HOLDS_MS;
      if (holds) heldAt = performance.now();
      return refuse(response, status, code, throttles ? { 'retry-after': holds ? '1' : '0' } : {});
    }
    case 'html':
      return answer(response, status, '<html><body>Bad gateway</body></html>');
    case 'redirect':
      return answer(response, 307, '', { location: '/elsewhere' });
    case 'half': {
      const whole = JSON.stringify(resource(message));
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': whole.length });
      response.write(whole.slice(0, 20), () => response.destroy());
      return undefined;
    }
    case 'reset':
      return response.destroy();
    default:
      return undefined;
  }
}

/** A look-up, or a cancel: a message without a report can still be recalled. */
function look(response, method, id, query) {
  if (id === undefined) {
    const found = [...ledger.messages.values()].filter(({ of }) => of.address === query.get('To')).map((each) => resource(each));
    return answer(response, 200, {
      messages: found.filter(({ sid }) => sid.startsWith('SM')),
      calls: found.filter(({ sid }) => sid.startsWith('CA')),
      next_page_uri: null,
    });
  }
  const message = ledger.messages.get(id);
  if (message === undefined) return refuse(response, 404, 20404);
  if (method !== 'POST') return answer(response, 200, resource(message));
  if (message.state !== undefined || message.says.length > 0) return refuse(response, 400, 30409);
  ledger.claim(message, 'canceled');
  return answer(response, 200, resource(message));
}

const authorization = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`;

const server = createServer(async (request, response) => {
  response.on('error', () => undefined);
  // A request that breaks off has not arrived.
  const body = await text(request).catch(() => undefined);
  if (body === undefined) return undefined;
  const { pathname, searchParams } = new URL(request.url, 'http://twilio');
  const [, kind, id] = /^\/2010-04-01\/Accounts\/AC\w{32}\/(Messages|Calls)(?:\/(\w+))?\.json$/.exec(pathname) ?? [];
  if (kind === undefined || request.headers.authorization !== authorization) {
    ledger.complain(`it called ${request.method} ${pathname}`);
    return refuse(response, 401, 20003);
  }
  if (request.method === 'POST' && id === undefined) return create(response, kind, new URLSearchParams(body));
  return look(response, request.method, id, searchParams);
});
const listen = async (at) => {
  server.listen(Number(at), '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
};

const listens = await listen(port);
ledger.goOn(deliver);
obey(
  {
    /** Cuts all connections. */
    cut: () => {
      ledger.write('trouble', {});
      server.closeAllConnections();
    },
    /** Refuses connections for this time. */
    away: async (ms) => {
      server.close();
      server.closeAllConnections();
      await pause(ms);
      await listen(listens);
    },
    hush: (ms) => ledger.hush(ms),
  },
  listens,
);
