// Without the documents there is nothing to test against, and that is a failure.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.env.OPENAPI_DOCUMENTS ?? join(dirname(fileURLToPath(import.meta.url)), '../../../shared/openapi');

export default function setup() {
  if (!existsSync(folder))
    throw new Error(
      `The vendors' API descriptions are missing: ${folder} is not there, so no request was checked. OPENAPI_DOCUMENTS may name another folder.`,
    );
  process.env.OPENAPI_DOCUMENTS = folder;
}
