// The proxy at the servers' public address: it passes each call of a provider to a living process, API or worker. If that process does not
// answer, the proxy answers 502.
import { once } from 'node:events';
import { createServer, request } from 'node:http';

const PATIENCE_MS = 3_000;

export class Proxy {
  #next = 0;

  /** @param processes the servers' processes, also later ones */
  static async open(processes) {
    const proxy = new Proxy();
    proxy.server = createServer((incoming, outgoing) => proxy.#serve(incoming, outgoing, processes));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get url() {
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  async close() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  #serve(incoming, outgoing, processes) {
    outgoing.on('error', () => undefined);
    const fail = () => {
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    };
    const up = processes.filter(({ alive }) => alive);
    if (up.length === 0) return fail();
    const { method, url, headers } = incoming;
    const target = new URL(up[this.#next++ % up.length].url);
    const forwarded = request({ host: target.hostname, port: target.port, method, path: url, headers, timeout: PATIENCE_MS }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.on('error', fail).pipe(outgoing);
    });
    forwarded.on('timeout', () => forwarded.destroy()).on('error', fail);
    incoming.on('error', () => forwarded.destroy()).pipe(forwarded);
  }
}
