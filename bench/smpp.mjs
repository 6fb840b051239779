// The share of its window that a session uses: messages a second at windows of 1, 10 and 100, beside window / round trip. The round trip is
// measured over a bare socket to the same SMSC, which answers after a fixed time, as over a line.
import { Logger } from '@nestjs/common';
import { connect } from 'node:net';
import { encode, numbered } from '../dist/providers/smpp/wire/codec.js';
import { Framing } from '../dist/providers/smpp/wire/framing.js';
import { SmppSettings } from '../dist/providers/smpp/smpp-settings.js';
import { Smpp } from '../dist/providers/smpp/smpp.js';
import { figure, milliseconds, ratio, spread } from './report.mjs';
import { withChildren } from './rig/child.mjs';

const DELAY_MS = 20;
const WINDOWS = [1, 10, 100];
const GROUPS = 5;
/** In windows, so that each group takes about two seconds. */
const ROUNDS = 100;
const PINGS = 50;

const BODY = {
  ...{ service_type: '', source_addr_ton: 5, source_addr_npi: 0, source_addr: 'Acme', dest_addr_ton: 1, dest_addr_npi: 1 },
  ...{ destination_addr: '919866694753', esm_class: 0, protocol_id: 0, priority_flag: 0, schedule_delivery_time: '' },
  ...{ validity_period: '', registered_delivery: 1, replace_if_present_flag: 0, data_coding: 0, sm_default_msg_id: 0 },
  short_message: Buffer.from('sample sms message'),
};

/** Milliseconds of a round trip, over a bare socket. */
async function roundTrip(port) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const framing = new Framing();
  let answered = () => undefined;
  socket.on('data', (chunk) => framing.push(chunk).frames.forEach(() => answered()));
  const ms = await milliseconds(async () => {
    for (let i = 1; i <= PINGS; i++)
      await new Promise((resolve) => {
        answered = resolve;
        socket.write(numbered(encode('submit_sm', BODY), i));
      });
  });
  socket.destroy();
  return ms / PINGS;
}

/** Messages a second, with more messages than the window has room for. */
async function rate(provider, window) {
  const count = window * ROUNDS;
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const entryId = String(1_048_577 + next++);
      const message = {
        entryId,
        attempt: 1,
        requestId: '1048576',
        channel: 'text',
        mobile: '+919866694753',
        content: 'sample sms message',
      };
      // A signal for each message, as in the dispatcher.
      const { signal } = new AbortController();
      const { kind } = await provider.handOver({ ...message, sender: 'Acme', validityMs: null }, signal);
      if (kind !== 'accepted') throw new Error(`a message was ${kind}`);
    }
  };
  const ms = await milliseconds(() => Promise.all(Array.from({ length: window * 2 }, lane)));
  return (count / ms) * 1_000;
}

async function measure(port, window, delayMs) {
  const settings = Object.assign(new SmppSettings(), {
    host: '127.0.0.1',
    port,
    systemId: 'bench',
    password: 'bench',
    maxInFlight: window,
  });
  const provider = Smpp.from(settings, { name: 'SMPP', callbackUrl: undefined });
  const [rates, limits] = [[], []];
  try {
    for (let group = 0; group <= GROUPS; group++) {
      const trip = await roundTrip(port);
      const sent = await rate(provider, window);
      if (group === 0) continue;
      rates.push(sent);
      limits.push((window / trip) * 1_000);
    }
  } finally {
    await provider.close();
  }
  // Without a delay the processor is the limit, not the window.
  if (delayMs === 0) figure({ name: `SMPP, window ${window}, an SMSC that answers at once`, value: spread(rates).median, unit: '/s' });
  else {
    const name = `SMPP, window ${window}, answers after ${delayMs} ms / window by round trip`;
    figure({ name, value: spread(rates).median, unit: '/s', ratio: ratio(rates, limits) });
  }
}

export default async function () {
  Logger.overrideLogger(false);
  await withChildren(['smsc'], async (smsc) => {
    const { port } = await smsc.ask('open', { delayMs: DELAY_MS });
    for (const window of WINDOWS) await measure(port, window, DELAY_MS);
    await smsc.ask('delay', { delayMs: 0 });
    await measure(port, 100, 0);
  });
}
