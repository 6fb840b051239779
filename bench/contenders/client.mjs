// A load generator: keep-alive connections, each with one request at a time, every request different. It uses bare sockets, so that the
// servers and not the client use the machine's cores.
import { createConnection } from 'node:net';
import { once } from 'node:events';
import { percentile } from '../report.mjs';
import { headersOf, message, PATH } from '../rig/client-program.mjs';
import { serve } from '../rig/serve.mjs';

const LENGTH = /\r\ncontent-length: *(\d+)/i;

function bytes({ method, path, body }, headers) {
  const all = { host: '127.0.0.1', ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}

class Connection {
  #socket;
  #seen = '';
  #answered;

  static async open(port) {
    const connection = new Connection();
    const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
    connection.#socket = socket;
    await once(socket, 'connect');
    socket.setEncoding('latin1').on('data', (text) => connection.#read(text));
    socket.on('close', () => connection.#answered?.reject(new Error('the server closed the connection')));
    return connection;
  }

  /** The status of the answer. */
  send(request) {
    return new Promise((resolve, reject) => {
      this.#answered = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close() {
    this.#answered = undefined;
    this.#socket.destroy();
  }

  #read(text) {
    this.#seen += text;
    const head = this.#seen.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = LENGTH.exec(this.#seen.slice(0, head));
    if (length === null) return void this.#answered?.reject(new Error('an answer without Content-Length'));
    if (this.#seen.length < head + 4 + Number(length[1])) return;
    const status = Number(this.#seen.slice(9, 12));
    this.#seen = '';
    this.#answered?.resolve(status);
  }
}

const KINDS = {
  cancel: ({ ids }) => ids.map((id) => ({ method: 'DELETE', path: `${PATH}/${id}` })),
  get: ({ ids }) => ids.map((id) => ({ method: 'GET', path: `${PATH}/${id}` })),
  submit: ({ count, first }) =>
    Array.from({ length: count }, (_, i) => ({ method: 'POST', path: PATH, body: message(1, { first: 2_020_000_000 + first + i }) })),
};

serve({
  /**
   * Sends each request once, or as many as the time permits.
   * @returns their number, their rate a second, and their durations (ms)
   */
  async run({ port, connections = 1, kind, most = Infinity, ...what }) {
    const headers = headersOf();
    const requests = KINDS[kind](what).map((request) => bytes(request, headers));
    const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
    const times = [];
    let next = 0;
    try {
      const began = performance.now();
      await Promise.all(
        open.map(async (connection) => {
          while (next < requests.length && performance.now() - began < most * 1_000) {
            const request = requests[next++];
            const sent = performance.now();
            const status = await connection.send(request);
            times.push(performance.now() - sent);
            if (status !== 200) throw new Error(`a ${kind} was answered with ${status}`);
          }
        }),
      );
      const seconds = (performance.now() - began) / 1_000;
      return { requests: times.length, perSecond: times.length / seconds, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
    } finally {
      for (const connection of open) connection.close();
    }
  },
});
