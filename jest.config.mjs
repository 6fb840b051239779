import { readFileSync } from 'node:fs';

// What only a cluster can show (npm run test:citus), and what only plain PostgreSQL can: its plans, and that it is no cluster.
const elsewhere = process.env.TEST_CITUS === undefined ? ['test/citus/'] : ['test/queue/plans.test.ts', 'test/platform/citus.test.ts'];

// Every test file has its own database, cloned from a migrated template on a real PostgreSQL that global-setup starts (or, with
// DATABASE_URL, on that one).
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // What needs the vendors' API descriptions is `npm run test:openapi`.
  testPathIgnorePatterns: ['/node_modules/', 'test/openapi/', ...elsewhere],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its ES modules import JSON in a way that Jest warns of with every file.
    '^libphonenumber-js/max$': '<rootDir>/node_modules/libphonenumber-js/max/index.cjs',
  },
  transform: { '^.+\\.ts$': ['@swc/jest', JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'))] },
  setupFiles: ['<rootDir>/test/support/preload.mjs'],
  testEnvironment: 'node',
  reporters: ['default', '<rootDir>/test/support/summary.mjs'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  // A test file holds a server, a dispatcher and their connections: two at a time fill two cores.
  maxWorkers: 2,
  testTimeout: 60_000,
};
