// Runs a command over one table: on the configured database, or on the embedded one of a server that runs beside it.
import { DataSource, type ObjectLiteral, type Repository } from 'typeorm';
import { type Config, loadConfig } from '../../platform/config/config.js';
import { databaseStartupError, dataSourceOptions, migrate } from '../../platform/database/database.js';
import { withDatabase } from '../../platform/database/local.js';
import { Auth1765000000003 } from '../migrations/1765000000003-auth.js';

type EntityClass<E> = new () => E;

/** @throws StartupError */
export async function withRepository<E extends ObjectLiteral>(
  entity: EntityClass<E>,
  work: (repository: Repository<E>, config: Config) => Promise<void>,
): Promise<void> {
  const { config, stop } = await withDatabase(loadConfig(), { share: true });
  try {
    await migrate(config, [Auth1765000000003]);
    const database = new DataSource({ ...dataSourceOptions(config), poolSize: 1, entities: [entity] });
    await database.initialize();
    await work(database.getRepository(entity), config).finally(() => database.destroy());
  } catch (error) {
    throw databaseStartupError(error, config) ?? error;
  } finally {
    await stop();
  }
}
