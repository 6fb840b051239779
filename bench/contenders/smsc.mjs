// The SMSC of the SMPP benchmark: it answers each submit_sm after a fixed time and does nothing else. It also has the client of the
// yardstick: the same PDU over a bare socket, one after the other, to measure a round trip.
import { createServer } from 'node:net';
import { decode, encode } from '../../dist/providers/smpp/wire/codec.js';
import { Framing } from '../../dist/providers/smpp/wire/framing.js';
import { serve } from '../rig/serve.mjs';

let server;
let delay = 0;
let last = 0;

function answer(socket, { command, sequence }) {
  if (command === 'bind_transceiver') socket.write(encode('bind_transceiver_resp', { system_id: 'BENCH' }, { sequence }));
  else if (command === 'submit_sm') socket.write(encode('submit_sm_resp', { message_id: String(++last) }, { sequence }));
  else socket.write(encode(`${command}_resp`, {}, { sequence }));
}

serve({
  open: async ({ delayMs }) => {
    delay = delayMs;
    server = createServer({ noDelay: true }, (socket) => {
      const framing = new Framing();
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        const pdus = framing.push(chunk).frames.map(decode);
        // PDUs that arrived together are answered together, as over a line of that length.
        if (delay === 0) for (const pdu of pdus) answer(socket, pdu);
        else setTimeout(() => pdus.forEach((pdu) => answer(socket, pdu)), delay);
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: server.address().port };
  },
  delay: ({ delayMs }) => {
    delay = delayMs;
  },
});
