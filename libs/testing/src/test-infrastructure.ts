import { freshDatabase } from './fresh-database.js';
import { freshVhost } from './fresh-vhost.js';

/** A database and a virtual host that nobody else uses, on real servers. */
export interface TestInfrastructure {
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  /** Drops both, and ends the servers where they were started for this one file. */
  stop(): Promise<void>;
}

/** Real Postgres and RabbitMQ for one test file; call it in `beforeAll`, `stop()` in `afterAll`. */
export async function testInfrastructure(env: NodeJS.ProcessEnv = process.env): Promise<TestInfrastructure> {
  const servers = serversOf(env);
  const [database, vhost] = await Promise.all([
    freshDatabase(servers.databaseUrl),
    freshVhost(servers.rabbitUrl, servers.managementUrl),
  ]);
  const stop = async (): Promise<void> => {
    await Promise.all([database.drop(), vhost.drop()]);
  };
  return { databaseUrl: database.url, rabbitUrl: vhost.url, stop };
}

interface Servers {
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  readonly managementUrl: string;
}

function serversOf(env: NodeJS.ProcessEnv): Servers {
  const { DATABASE_URL, RABBITMQ_URL, RABBITMQ_MANAGEMENT_URL } = env;
  if (DATABASE_URL === undefined || RABBITMQ_URL === undefined || RABBITMQ_MANAGEMENT_URL === undefined)
    throw new Error('set DATABASE_URL, RABBITMQ_URL and RABBITMQ_MANAGEMENT_URL');
  return { databaseUrl: DATABASE_URL, rabbitUrl: RABBITMQ_URL, managementUrl: RABBITMQ_MANAGEMENT_URL };
}
