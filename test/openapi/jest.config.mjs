// `npm run test:openapi`: what carriers are sent and answer, against the vendors' own API descriptions. They lie beside the repository
// (../shared/openapi, or where OPENAPI_DOCUMENTS says): apart from `npm test`, which needs nothing but the repository.
import { fileURLToPath } from 'node:url';
import common from '../../jest.config.mjs';

const { testMatch: _match, testPathIgnorePatterns: _ignored, globalTeardown: _teardown, ...rest } = common;

export default {
  ...rest,
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  testMatch: ['<rootDir>/test/openapi/**/*.test.ts'],
  globalSetup: '<rootDir>/test/openapi/documents.mjs',
};
