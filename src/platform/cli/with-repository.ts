// A command over one table: on the configured database, or the embedded one of a server that runs beside it.
import { DataSource, type ObjectLiteral, type Repository } from 'typeorm';
import { type Config, loadConfig } from '../config.js';
import { databaseStartupError, dataSourceOptions, migrate } from '../database.js';
import { withDatabase } from '../local.js';

type EntityClass<E> = new () => E;

/** @throws StartupError */
export async function withRepository<E extends ObjectLiteral>(
  entity: EntityClass<E>,
  work: (repository: Repository<E>, config: Config) => Promise<void>,
): Promise<void> {
  const { config, stop } = await withDatabase(loadConfig(), { share: true });
  try {
    await migrate(config, []);
    const database = new DataSource({ ...dataSourceOptions(config), poolSize: 1, entities: [entity] });
    await database.initialize();
    await work(database.getRepository(entity), config).finally(() => database.destroy());
  } catch (error) {
    throw databaseStartupError(error, config) ?? error;
  } finally {
    await stop();
  }
}
