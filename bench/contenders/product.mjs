// The product in a process of its own, as it is built: an API server, or a worker with a carrier that accepts at once.
import { AppModule } from '../../dist/app.module.js';
import { createApp } from '../../dist/app.js';
import { loadConfig } from '../../dist/platform/config.js';
import { SECRET } from '../rig/client-program.mjs';
import { serve } from '../rig/serve.mjs';

/** So many messages may be under way: four windows of 200. */
const MAX_IN_FLIGHT = 800;

let app;
let recorded = 0;
let began;
let reached = () => undefined;
let resume;
let gate;

const signals = {
  reach(point, entries) {
    if (point === 'after-take') began ??= performance.now();
    else if (point === 'after-record') {
      recorded += entries;
      reached();
    }
    return Promise.resolve();
  },
};

const accepted = ({ smsId }) => ({ kind: 'accepted', carrierMessageId: `N${smsId}` });

const noop = {
  name: 'NOOP',
  channels: ['text', 'voice'],
  maxInFlight: MAX_IN_FLIGHT,
  ratePerSecond: 0,
  handOver: (message) => (gate === undefined ? Promise.resolve(accepted(message)) : gate.then(() => accepted(message))),
  onReceipt: () => undefined,
  close: () => Promise.resolve(),
};

/** @param simulator the simulated carrier instead of the one that accepts at once */
async function open({ url, settings = {}, simulator = false }) {
  const config = loadConfig({ DATABASE_URL: url, PORT: '0', LOG_LEVEL: 'silent', RATE_LIMIT: '0', JWT_SECRET: SECRET, ...settings });
  recorded = 0;
  began = undefined;
  app = await createApp(config, AppModule.register(config, { signals, ...(!simulator && { carriers: [noop] }) }));
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
  /** Seconds from the first take to the record of the last of so many entries. */
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
