// One server process of a fault run: `node child.mjs <folder of the built server>`, configured by its environment. By command it kills or
// stops itself at a named point, or sets its clock. It reports its leased entries, so that the run knows the cost of a kill.
import { realNow, shiftClock } from './clock.mjs';
import module from 'node:module';
import { pathToFileURL } from 'node:url';
import { FaultyProvider } from './provider.mjs';
import { watched } from './vendors/watched.mjs';

module.enableCompileCache?.();
const [dist] = process.argv.slice(2);
const load = (path) => import(new URL(path, pathToFileURL(`${dist}/`)).href);
const [{ AppModule }, { createApp }, { loadServerConfig }, { configuredProviders }, { KINDS }, { Simulator }, { scenarioOf }] =
  await Promise.all(
    [
      ...['app.module.js', 'app.js', 'modules.js', 'providers/configured.js', 'providers/kinds.js'],
      ...['providers/simulator/simulator.js', 'providers/simulator/scenarios.js'],
    ].map(load),
  );

/** The point where this process ends or stops itself: { point, skip, signal }. */
let armed;

const say = (what) => new Promise((said) => (process.connected ? process.send(what, said) : said()));

/** Async, so that earlier messages are on their way when the process ends here. */
async function reach(point, entries) {
  if (entries !== undefined) await say({ point, entries });
  if (armed?.point !== point || armed.skip-- > 0) return;
  const { signal } = armed;
  armed = undefined;
  await say({ reached: point, signal, at: realNow() });
  process.kill(process.pid, signal);
}

process.on('message', (order) => {
  if ('arm' in order) armed = order.arm;
  if ('clock' in order) shiftClock(order.clock);
});
// The parent process has ended.
process.on('disconnect', () => process.exit(1));

const config = loadServerConfig();
const { FAULTS_LEDGER: ledger, FAULTS_RECEIPTS: receipts, FAULTS_LEFT_OPEN: leftOpen, FAULTS_HAND_OVERS: handOvers } = process.env;
const files = { ledger, receipts, leftOpen, handOvers, outage: config.SIMULATOR_OUTAGE, timeoutMs: config.PROVIDER_TIMEOUT_MS };
// Only the faulty provider has outages: the simulator, which is called a moment later, could see another state at the beginning or end of
// one.
const simulator = () => Simulator.from(config, { outage: `${config.SIMULATOR_OUTAGE}-never` });
const simulated = () => (config.ROLE === 'api' ? [] : [new FaultyProvider(simulator(), scenarioOf, files, (point) => reach(point))]);
// APIs get receipts too.
const configured = () => configuredProviders(config, KINDS).map(({ make }) => watched(make(), files, (point) => reach(point)));
const providers = config.PROVIDERS.includes('simulator') ? simulated() : configured();
const app = await createApp(config, AppModule.register(config, { signals: { reach }, providers }));
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
await app.listen(0, '127.0.0.1');
await say({ listens: app.getHttpServer().address().port });
