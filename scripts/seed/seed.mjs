// `npm run seed`: fills a server's queue by its own API and the simulator's numbers, so that every status, page and reason has data. Each
// run adds the same data again; nothing is deleted.
import { parseArgs } from 'node:util';
import { ALL_SCOPES, loadServerConfig } from '../../dist/modules.js';
import { refuse, withTokenKey } from '../../dist/platform/database/local.js';
import { makeToken } from '../../dist/auth/make-token.js';
import { StartupError } from '../../dist/platform/config/startup-error.js';
import { Api } from './api.mjs';
import { fill } from './fill.mjs';
import { serverAt } from './server.mjs';

const LARGEST_BLAST = 100_000;
const HELP = `Usage: npm run seed -- [--url URL] [--blast N]
Fills the queue with requests of three tenants: every status, scheduled, paused, cancelled, expired, opted out, in doubt, failures with
several reasons, inbound messages, a tenant on hold, and a large request that is under way. Needs the simulator.
  --url URL    the server; default: http://127.0.0.1:3000. If it does not answer, a server is started on DATA_DIR for the seed
  --blast N    recipients of the large request, 1 to ${LARGEST_BLAST}; default: 20000
Tokens are made with JWT_SECRET, or the development secret in DATA_DIR. Not Attempted appears only if no provider serves calls.
`;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h' },
        url: { type: 'string', default: 'http://127.0.0.1:3000' },
        blast: { type: 'string', default: '20000' },
      },
    });
    return values;
  } catch (error) {
    throw new StartupError(`${error.message}\n${HELP}`);
  }
}

async function seed() {
  const { help, url, blast } = options();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const recipients = /^\d{1,6}$/.test(blast) ? Number(blast) : 0;
  if (recipients < 1 || recipients > LARGEST_BLAST) throw new StartupError(`--blast is a number from 1 to ${LARGEST_BLAST}.\n${HELP}`);
  if (!URL.canParse(url)) throw new StartupError(`--url is no address.\n${HELP}`);
  const config = withTokenKey(loadServerConfig());
  const server = await serverAt(new URL(url).origin);
  try {
    const as = (tenant, subject = 'seed') =>
      new Api(server.url, makeToken(config, { tenant, scope: ALL_SCOPES, subject, lifetimeSeconds: 3_600 }));
    await fill(as, recipients, (line) => console.log(line));
  } finally {
    await server.stop();
  }
}

try {
  await seed();
} catch (error) {
  refuse(error);
}
