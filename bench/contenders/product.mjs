// The built product in a process of its own: an API server, or a worker with a provider that accepts at once.
import { AppModule } from '../../dist/app.module.js';
import { createApp } from '../../dist/app.js';
import { loadServerConfig } from '../../dist/modules.js';
import { SECRET } from '../rig/client-program.mjs';
import { serve } from '../rig/serve.mjs';

/** The most messages under way: four batches of 200. */
const MAX_IN_FLIGHT = 800;

let app;
let recorded = 0;
let began;
let reached = () => undefined;
let resume;
let gate;

const signals = {
  reach(point, entries) {
    if (point === 'after-claim') began ??= performance.now();
    else if (point === 'after-complete') {
      recorded += entries;
      reached();
    }
    return Promise.resolve();
  },
};

const accepted = ({ entryId }) => ({ kind: 'accepted', providerMessageId: `N${entryId}` });

const noop = {
  name: 'NOOP',
  channels: ['text', 'voice'],
  maxInFlight: MAX_IN_FLIGHT,
  ratePerSecond: 0,
  handOver: (message) => (gate === undefined ? Promise.resolve(accepted(message)) : gate.then(() => accepted(message))),
  onReceipt: () => undefined,
  close: () => Promise.resolve(),
};

/** A provider that answers after a pause and throttles a share of the messages, spread evenly. */
function objecting({ share, objection, maxInFlight, latencyMs }) {
  let [due, taken] = [0, 0];
  const answered = () => {
    due += share;
    if (due >= 1) {
      due -= 1;
      return { kind: 'temporary', throttled: true, reason: 'too fast', ...objection };
    }
    taken++;
    return undefined;
  };
  const handOver = (message) =>
    new Promise((resolve) => {
      setTimeout(() => resolve(answered() ?? accepted(message)), latencyMs);
    });
  return { ...noop, maxInFlight, handOver, taken: () => taken };
}

/** @param simulator true: the simulator instead of the provider that accepts at once */
async function open({ url, settings = {}, simulator = false, provider = noop }) {
  const config = loadServerConfig({ DATABASE_URL: url, PORT: '0', LOG_LEVEL: 'silent', RATE_LIMIT: '0', JWT_SECRET: SECRET, ...settings });
  recorded = 0;
  began = undefined;
  app = await createApp(config, AppModule.register(config, { signals, ...(!simulator && { providers: [provider] }) }));
  began ??= performance.now();
  if (config.ROLE === 'worker') return {};
  await app.listen(0, '127.0.0.1');
  return { port: app.getHttpServer().address().port };
}

async function close() {
  await app?.close();
  app = undefined;
}

serve({
  open,
  close,
  pause: () => {
    gate ??= new Promise((resolve) => {
      resume = resolve;
    });
  },
  resume: () => {
    resume?.();
    gate = undefined;
  },
  recorded: () => recorded,
  /** Messages a second that a throttling provider accepts, from the first claim until it has accepted so many. */
  async throughput({ url, most, ...says }) {
    const provider = objecting(says);
    await open({ url, settings: { ROLE: 'worker' }, provider });
    while (provider.taken() < most) await new Promise((resolve) => setTimeout(resolve, 5));
    const seconds = (performance.now() - began) / 1_000;
    await close();
    return most / seconds;
  },
  /** Seconds from the first claim to the completion of the last of so many entries. */
  async drain({ url, settings, entries }) {
    const done = new Promise((resolve) => {
      reached = () => {
        if (recorded >= entries) resolve(performance.now());
      };
    });
    await open({ url, settings: { ROLE: 'worker', ...settings } });
    reached();
    const seconds = ((await done) - began) / 1_000;
    await close();
    return seconds;
  },
});
