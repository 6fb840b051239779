// Two kinds of callers over HTTP, each in a process of its own: one that floods, and one that cancels at fixed times, whether or not its
// last cancel was answered.
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { headersOf, PATH } from '../rig/client-program.mjs';
import { floodsOf } from '../rig/floods.mjs';
import { serve } from '../rig/serve.mjs';

/** A later answer counts as none. */
const ANSWER_MS = 15_000;

/** The status of the answer; 0 if none came. */
function ask(agent, port, { method, path, headers, body }, signal) {
  return new Promise((resolve) => {
    const sent = request({ agent, port, host: '127.0.0.1', method, path, headers, signal, timeout: ANSWER_MS }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode)).on('error', () => resolve(0));
    });
    sent.on('error', () => resolve(0)).on('timeout', () => sent.destroy());
    sent.end(body);
  });
}

let stopped;
let flooding = [];
let statuses = {};

serve({
  flood({ port, name, scale, everyMs }) {
    const { atOnce, make, ...flood } = floodsOf(scale)[name];
    const agent = new Agent({ keepAlive: true });
    const fixed = make.length === 0 ? make() : undefined;
    let number = 0;
    statuses = {};
    stopped = new AbortController();
    const { signal } = stopped;
    flooding = Array.from({ length: atOnce }, async () => {
      while (!signal.aborted) {
        const status = await ask(agent, port, { ...flood, ...(fixed ?? make(++number)) }, signal);
        if (signal.aborted) break;
        statuses[status] = (statuses[status] ?? 0) + 1;
        // Below the default rate limit, whatever the cost of its requests.
        await pause(everyMs * atOnce, undefined, { signal }).catch(() => undefined);
      }
      agent.destroy();
    });
  },
  async stop() {
    stopped.abort();
    await Promise.all(flooding);
    return statuses;
  },
  /** @returns the duration of each cancel (ms), from the moment that it was due, and the number of failures */
  async cancels({ port, ids, everyMs }) {
    const agent = new Agent({ keepAlive: true });
    const headers = headersOf('acme');
    const began = performance.now();
    const times = [];
    let failed = 0;
    await Promise.all(
      ids.map(async (id, i) => {
        const due = began + i * everyMs;
        await pause(Math.max(0, due - performance.now()));
        const status = await ask(agent, port, { method: 'DELETE', path: `${PATH}/${id}`, headers });
        times.push(performance.now() - due);
        if (status !== 200) failed++;
      }),
    );
    agent.destroy();
    return { times, failed };
  },
});
