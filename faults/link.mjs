// A proxy between one process and PostgreSQL, on a port of its own. It can cut connections, delay answers, stop the traffic, or drop the
// answer to a statement that has run.
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** PostgreSQL's last message of an answer: ready for the next query. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5]);
const isOver = (chunk) => chunk.length >= 6 && chunk.subarray(-6, -1).equals(READY);

export class Link {
  #pairs = new Set();
  #delayMs = 0;
  #frozen;
  /** Text of a statement (or its name) whose answer will be lost, and the function to call then. */
  #losing;

  static async open(host, port) {
    const link = new Link();
    link.server = createServer({ pauseOnConnect: true }, (client) => link.#serve(client, connect({ host, port, noDelay: true })));
    link.server.listen(0, '127.0.0.1');
    await once(link.server, 'listening');
    return link;
  }

  get port() {
    return this.server.address().port;
  }

  /** Cuts every connection. Returns their number. */
  cut() {
    const cut = this.#pairs.size;
    for (const end of this.#pairs) end();
    return cut;
  }

  /** Delays every answer by this time. */
  delay(ms) {
    this.#delayMs = ms;
  }

  /** Stops the traffic in both directions until the returned function is called. */
  freeze() {
    let thaw;
    this.#frozen = new Promise((resolve) => (thaw = resolve));
    return () => {
      this.#frozen = undefined;
      thaw();
    };
  }

  /** The next statement with this text runs, and its connection ends instead of its answer. True if there was such a statement in time. */
  async loseAnswerTo(text, withinMs, onLost) {
    const lost = new Promise((resolve) => {
      const happens = () => {
        onLost();
        resolve(true);
      };
      this.#losing = { text: Buffer.from(text), lost: happens };
    });
    const happened = await Promise.race([lost, pause(withinMs, false)]);
    this.#losing = undefined;
    return happened;
  }

  async close() {
    this.#frozen = undefined;
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  #serve(client, server) {
    let losing;
    const end = () => {
      client.destroy();
      server.destroy();
      this.#pairs.delete(end);
    };
    this.#pairs.add(end);
    for (const socket of [client, server]) socket.on('error', end).on('close', end).setNoDelay(true);
    const forward = async (from, to, onChunk) => {
      for await (const chunk of from) {
        if (onChunk(chunk)) continue;
        if (this.#frozen !== undefined) await this.#frozen;
        if (from === server && this.#delayMs > 0) await pause(this.#delayMs);
        if (to.destroyed) return;
        if (!to.write(chunk)) await once(to, 'drain');
      }
      to.end();
    };
    const request = (chunk) => {
      if (this.#losing !== undefined && chunk.includes(this.#losing.text)) {
        losing = this.#losing;
        this.#losing = undefined;
      }
      return false;
    };
    // The statement has run when the server reports that it is ready: only then the answer is dropped and the connection ends.
    const answer = (chunk) => {
      if (losing === undefined) return false;
      if (isOver(chunk)) {
        losing.lost();
        end();
      }
      return true;
    };
    forward(client, server, request).catch(end);
    forward(server, client, answer).catch(end);
  }
}
