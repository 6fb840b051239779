import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { filesByNeed } from './test/support/needs.mjs';

// Tests for a cluster alone (npm run test:citus), and tests for plain PostgreSQL alone: its plans, and the refusal of a server without Citus.
const elsewhere = process.env.TEST_CITUS === undefined ? ['test/citus/'] : ['test/queue/plans.test.ts', 'test/platform/citus.test.ts'];

/** Of every project. */
export const shared = {
  rootDir: fileURLToPath(new URL('.', import.meta.url)),
  // Tests that need the vendors' API descriptions are run by `npm run test:openapi`.
  testPathIgnorePatterns: ['/node_modules/', 'test/openapi/', ...elsewhere],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its ES modules import JSON in a way that Jest warns of with every file.
    '^libphonenumber-js/max$': '<rootDir>/node_modules/libphonenumber-js/max/index.cjs',
  },
  transform: { '^.+\\.ts$': ['@swc/jest', JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'))] },
  testEnvironment: 'node',
};

/** Of the whole run. */
export const run = {
  reporters: ['default', '<rootDir>/test/support/summary.mjs'],
  // A test file holds a server, a dispatcher and their connections: two at a time fill two cores.
  maxWorkers: 2,
  testTimeout: 60_000,
};

const { unit, application, database } = filesByNeed();
const PRELOAD = { setupFiles: ['<rootDir>/test/support/preload.mjs'] };
const project = (displayName, testMatch, more) => ({ ...shared, displayName, testMatch, ...more });

// A file belongs to a project by what it imports (test/support/needs.mjs).
export default {
  ...run,
  projects: [
    project('unit', unit),
    project('application', application, PRELOAD),
    // Every file has its own database, cloned from a migrated template on a real PostgreSQL that global-setup starts (or, with
    // DATABASE_URL, on that one).
    project('database', database, {
      ...PRELOAD,
      globalSetup: '<rootDir>/test/support/global-setup.mjs',
      globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
    }),
  ],
};
