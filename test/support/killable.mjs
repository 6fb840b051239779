// A server in a process of its own, that a test can hold at a point of a batch's life and kill there: `node killable.mjs [point]`.
// Prints `listens <url>` once it does, and `reached <point>` when it holds.
import { AppModule } from '../../dist/app.module.js';
import { createApp } from '../../dist/app.js';
import { loadServerConfig } from '../../dist/modules.js';

const [hold] = process.argv.slice(2);
let holds = false;
const signals = {
  reach(point) {
    // Once it holds, nothing else of it goes on either.
    if (point !== hold && !holds) return Promise.resolve();
    if (!holds) console.log(`reached ${point}`);
    holds = true;
    return new Promise(() => undefined);
  },
};
const config = loadServerConfig();
const app = await createApp(config, AppModule.register(config, { signals }));
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
await app.listen(0, '127.0.0.1');
console.log(`listens http://127.0.0.1:${app.getHttpServer().address().port}`);
