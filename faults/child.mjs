// One server process of a fault run: `node child.mjs <folder of the built server>`, configured by its environment. It can be told to kill
// or stop itself at a named point, and to set its clock. It tells what it has in hand, so that whoever kills it knows what that costs.
import { realNow, shiftClock } from './clock.mjs';
import module from 'node:module';
import { pathToFileURL } from 'node:url';
import { FaultyCarrier } from './carrier.mjs';
import { watched } from './vendors/watched.mjs';

module.enableCompileCache?.();
const [dist] = process.argv.slice(2);
const load = (path) => import(new URL(path, pathToFileURL(`${dist}/`)).href);
const [{ AppModule }, { createApp }, { loadServerConfig }, { configuredCarriers }, { Simulator }, { fateOf }] = await Promise.all(
  [
    ...['app.module.js', 'app.js', 'modules.js', 'carriers/configured.js'],
    ...['carriers/simulator/simulator.js', 'carriers/simulator/fates.js'],
  ].map(load),
);

/** The point where this process ends or stops itself: { point, skip, signal }. */
let armed;

const say = (what) => new Promise((said) => (process.connected ? process.send(what, said) : said()));

/** Async, so that what was said before is on its way when the process ends here. */
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
// Whoever started it is gone.
process.on('disconnect', () => process.exit(1));

const config = loadServerConfig();
const { FAULTS_LEDGER: ledger, FAULTS_RECEIPTS: receipts, FAULTS_LEFT_OPEN: leftOpen, FAULTS_HAND_OVERS: handOvers } = process.env;
const files = { ledger, receipts, leftOpen, handOvers, outage: config.SIMULATOR_OUTAGE, timeoutMs: config.CARRIER_TIMEOUT_MS };
// Outages are the faulty carrier's: the simulator, asked a moment later, could think otherwise of one that begins or ends just then.
const simulator = () => Simulator.from(config, { outage: `${config.SIMULATOR_OUTAGE}-never` });
const simulated = () => (config.ROLE === 'api' ? [] : [new FaultyCarrier(simulator(), fateOf, files, (point) => reach(point))]);
// Receipts come to the APIs too.
const configured = () => configuredCarriers(config).map(({ make }) => watched(make(), files, (point) => reach(point)));
const carriers = config.CARRIERS.includes('simulator') ? simulated() : configured();
const app = await createApp(config, AppModule.register(config, { signals: { reach }, carriers }));
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
await app.listen(0, '127.0.0.1');
await say({ listens: app.getHttpServer().address().port });
