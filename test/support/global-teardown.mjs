import { rmSync } from 'node:fs';
import pg from 'pg';

export default async function teardown() {
  if (globalThis.template === undefined) return;
  const { server, name } = globalThis.template;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
  const { embedded } = globalThis;
  if (embedded === undefined) return;
  await embedded.postgres.stop();
  rmSync(embedded.folder.path, { recursive: true, force: true });
}
