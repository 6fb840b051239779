// The SMSC of a fault run: `node smsc.mjs <journal> <port>`. The npm package smpp reads and writes its PDUs, so that the server's own codec
// is on one side only. It sends reports by deliver_sm over any session, and fails as the numbers of messages say (smsc-scenarios.mjs).
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import smpp from 'smpp';
import { Ledger, obey, titleOf } from './ledger.mjs';
import { scenarioOf } from './scenarios.mjs';
import { ACCOUNT, smscOutcome, STATES } from './smsc-account.mjs';
import { SMSC_SCENARIOS } from './smsc-scenarios.mjs';

const LATENCY_MS = 10;
/** Longer than any deadline. */
const LATE_MS = 700;
/** The longest time that a response waits for the receipt that comes before it. */
const EARLY_MS = 300;
const ANSWER_MS = 4_000;
const UNKNOWN_ID = 0x0c;
const CANCEL_FAILED = 0x11;
const NOT_BOUND = 0x04;
const QUERY_FAILED = 0x67;

const [journal, port] = process.argv.slice(2);
const ledger = new Ledger(journal, smscOutcome);
const sessions = new Set();
/** The bound sessions, over which receipts may be sent. */
const bound = [];
/** While true, it sends nothing at all, not even responses to enquire_link. */
let mute = false;
let turn = 0;
let last = 0;
/** Different after each start. */
const newId = () => `${Date.now().toString(16)}${(++last).toString(16).padStart(4, '0')}`;

const send = (session, pdu) => !mute && session.send(pdu);

/** Sends it over one of the sessions. Resolves with the status of the response; undefined if none came. */
function bring(command, fields) {
  const session = bound[turn++ % bound.length];
  if (session === undefined || mute) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const answered = (status) => {
      clearTimeout(timer);
      session.off('close', answered);
      resolve(typeof status === 'number' ? status : undefined);
    };
    const timer = setTimeout(answered, ANSWER_MS);
    session.on('close', answered);
    session[command](fields, ({ command_status }) => answered(command_status));
  });
}

const receiptText = (id, status) =>
  `id:${id} sub:001 dlvrd:001 submit date:2611241200 done date:2611241201 stat:${status} err:000 text:fault run`;

async function deliver({ id, of }, status) {
  const { parameters } = scenarioOf(SMSC_SCENARIOS, of.address);
  const addresses = { source_addr: of.address.slice(1), destination_addr: of.sender };
  const taken = await (parameters
    ? bring('data_sm', { ...addresses, esm_class: 4, receipted_message_id: id, message_state: STATES[status] })
    : bring('deliver_sm', { ...addresses, esm_class: 4, short_message: receiptText(id, status) }));
  return taken === 0;
}

/** Receipts of messages that never existed: they must be refused for a repeat, not believed. */
async function mislead(of) {
  const short_message = receiptText(`nobody-${newId()}`, 'UNDELIV');
  await bring('deliver_sm', { source_addr: of.address.slice(1), destination_addr: of.sender, esm_class: 4, short_message });
}

/** The message of a part, by the content of the first part: { title, part, total }. */
function partOf(session, { destination_addr, short_message: { message, udh } }) {
  const [, , reference, total, part] = udh?.[0] ?? [];
  if (reference === undefined) return { title: titleOf(message), part: 1, total: 1 };
  const key = `${destination_addr} ${reference}`;
  if (part === 1) session.long.set(key, titleOf(message));
  return { title: session.long.get(key), part, total };
}

async function submitted(session, pdu) {
  if (!bound.includes(session)) return send(session, pdu.response({ command_status: NOT_BOUND }));
  const { title, part, total } = partOf(session, pdu);
  const of = { title, part, address: `+${pdu.destination_addr}`, channel: 'text', sender: pdu.source_addr };
  const whole = scenarioOf(SMSC_SCENARIOS, of.address);
  const asked = ledger.asked({ ...of, title: `${title} ${part}` });
  if (part > 1) return further(session, pdu, { of, whole, last: part === total, asked });
  const scenario = ledger.choose(whole, asked);
  const { takes = true, reply = { kind: 'accepted' }, says = [] } = scenario;
  // The receipts of the last part decide the outcome of the message.
  const message = takes ? ledger.accept(newId(), of, total === 1 ? says : []) : { id: newId(), of };
  if (reply.doubt) ledger.leaveOpen(of);
  if (takes && scenario.early && total === 1) await Promise.race([ledger.sayUntilTaken(message, says[0], deliver), pause(EARLY_MS)]);
  if (takes) void (scenario.strange ? mislead(of) : Promise.resolve()).then(() => ledger.tell(message, deliver, scenario.afterMs));
  await pause(reply.late ? LATE_MS : LATENCY_MS);
  return say(session, pdu, message, reply);
}

async function further(session, pdu, { of, whole, last: isLast, asked }) {
  await pause(LATENCY_MS);
  const { second, says = [] } = whole;
  if (second !== undefined && (asked === 1 || second !== 0x58)) {
    // Some parts were accepted, and others never will be.
    if (second !== 0x58) ledger.leaveOpen(of);
    return send(session, pdu.response({ command_status: second }));
  }
  const message = ledger.accept(newId(), of, isLast ? says : []);
  void ledger.tell(message, deliver);
  return send(session, pdu.response({ message_id: message.id }));
}

function say(session, pdu, { id }, { kind, status }) {
  const response = (message_id) => pdu.response({ message_id });
  switch (kind) {
    case 'accepted':
      return send(session, response(id));
    case 'status':
      // The other side gives up the session: parts that wait for their turn on it are not sent.
      if (status === NOT_BOUND) ledger.write('trouble', {});
      return send(session, pdu.response({ command_status: status }));
    case 'nack':
      return send(session, new smpp.PDU('generic_nack', { command_status: status, sequence_number: pdu.sequence_number }));
    case 'spoilt': {
      // A message ID without its terminating zero.
      const whole = response(id).toBuffer();
      const spoilt = whole.subarray(0, -1);
      spoilt.writeUInt32BE(spoilt.length, 0);
      return !mute && session.socket.write(spoilt);
    }
    case 'cut':
      return cut(session);
    case 'unsolicited':
      send(session, new smpp.PDU('submit_sm_resp', { sequence_number: 0x7ffffff0 - last, message_id: newId() }));
      send(session, new smpp.PDU('query_sm_resp', { sequence_number: pdu.sequence_number, command_status: QUERY_FAILED }));
      return send(session, response(id));
    case 'twice':
      send(session, response(id));
      return send(session, pdu.response({ command_status: 0x0b }));
    default:
      return undefined;
  }
}

/** Cuts the connection with all pending requests. */
function cut(session) {
  ledger.write('trouble', {});
  session.destroy();
}

function query(session, pdu) {
  const message = ledger.messages.get(pdu.message_id);
  const answer =
    message === undefined ? { command_status: UNKNOWN_ID } : { message_id: message.id, message_state: STATES[message.state ?? 'ENROUTE'] };
  return send(session, pdu.response(answer));
}

/** A message without a later report can be recalled. */
function cancel(session, pdu) {
  const message = ledger.messages.get(pdu.message_id);
  if (message === undefined || message.state !== undefined || message.says.length > 0)
    return send(session, pdu.response({ command_status: message === undefined ? UNKNOWN_ID : CANCEL_FAILED }));
  // Reported with the response, and by a receipt.
  message.says = ['DELETED'];
  ledger.claim(message, 'DELETED');
  void ledger.tell(message, deliver);
  return send(session, pdu.response());
}

function serve(session) {
  session.long = new Map();
  sessions.add(session);
  // A session with many receipts under way has many listeners.
  session.setMaxListeners(0).on('error', () => session.destroy());
  session.on('close', () => {
    sessions.delete(session);
    if (bound.includes(session)) bound.splice(bound.indexOf(session), 1);
  });
  session.on('bind_transceiver', (pdu) => {
    const good = pdu.system_id === ACCOUNT.system_id && pdu.password === ACCOUNT.password;
    send(session, pdu.response(good ? { system_id: 'FAULTS' } : { command_status: smpp.ESME_RINVPASWD }));
    if (good) bound.push(session);
    else ledger.complain(`a bind as ${pdu.system_id}`);
  });
  session.on('unbind', (pdu) => {
    send(session, pdu.response());
    session.close();
  });
  session.on('enquire_link', (pdu) => send(session, pdu.response()));
  session.on('submit_sm', (pdu) => void submitted(session, pdu));
  session.on('query_sm', (pdu) => query(session, pdu));
  session.on('cancel_sm', (pdu) => cancel(session, pdu));
  session.on('unknown', () => ledger.complain('a PDU that it can’t read'));
}

const server = smpp.createServer({}, serve);
const listen = async (at) => {
  server.listen(Number(at), '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
};
const cutAll = () => {
  for (const session of sessions) cut(session);
};

const listens = await listen(port);
ledger.goOn(deliver);
obey(
  {
    cut: cutAll,
    /** Refuses connections for this time. */
    away: async (ms) => {
      const closed = once(server, 'close');
      server.close();
      cutAll();
      await closed;
      await pause(ms);
      await listen(listens);
    },
    /** Accepts everything, and sends nothing for this time. */
    mute: async (ms) => {
      mute = true;
      await pause(ms);
      mute = false;
    },
    hush: (ms) => ledger.hush(ms),
  },
  listens,
);
