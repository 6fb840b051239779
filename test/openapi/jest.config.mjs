// `npm run test:openapi`: what providers are sent and answer, against the vendors' own API descriptions. They lie beside the repository
// (../shared/openapi, or where OPENAPI_DOCUMENTS says): apart from `npm test`, which needs nothing but the repository.
import { run, shared } from '../../jest.config.mjs';

const { testPathIgnorePatterns: _ignored, ...rest } = shared;

export default {
  ...run,
  ...rest,
  testMatch: ['<rootDir>/test/openapi/**/*.test.ts'],
  globalSetup: '<rootDir>/test/openapi/documents.mjs',
};
