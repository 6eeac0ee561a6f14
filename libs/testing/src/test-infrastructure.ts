import { freshDatabase } from './fresh-database.js';
import { freshVhost } from './fresh-vhost.js';
import { testServers } from './test-servers.js';

/** A database and a virtual host that nobody else uses, on real servers. */
export interface TestInfrastructure {
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  /** Drops both, and ends the servers where they were started for this one file. */
  stop(): Promise<void>;
}

/** Real Postgres and RabbitMQ for one test file; call it in `beforeAll`, `stop()` in `afterAll`. */
export async function testInfrastructure(env: NodeJS.ProcessEnv = process.env): Promise<TestInfrastructure> {
  const servers = await testServers(env);
  const [database, vhost] = await Promise.all([
    freshDatabase(servers.databaseUrl),
    freshVhost(servers.rabbitUrl, servers.managementUrl),
  ]);
  const stop = async (): Promise<void> => {
    await Promise.all([database.drop(), vhost.drop()]);
    await servers.stop();
  };
  return { databaseUrl: database.url, rabbitUrl: vhost.url, stop };
}
