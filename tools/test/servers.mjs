// One Postgres and one RabbitMQ for all integration tests: the person's own, or private ones for the time.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePortBase } from './free-ports.mjs';
import { root } from '../run.mjs';

/** Starts them and answers the environment that leads tests to them. */
export async function sharedServers(folder) {
  const platform = await import(pathToFileURL(join(root, 'libs/platform/dist/index.js')).href);
  const { findBubblewrap, startInfrastructure } = platform;
  // The platform tells its services where it is; services that a test starts by itself are told here.
  const sandbox = { THROUGHLINE_BWRAP: await findBubblewrap() };
  const { DATABASE_URL, RABBITMQ_URL, RABBITMQ_MANAGEMENT_URL } = process.env;
  if (DATABASE_URL && RABBITMQ_URL && RABBITMQ_MANAGEMENT_URL)
    return { env: sandbox, stop: async () => undefined };
  const base = await freePortBase();
  const env = { ...process.env, THROUGHLINE_PORT_BASE: String(base) };
  // Without its HTTP API, a broker of theirs cannot give each test file a virtual host.
  if (!RABBITMQ_MANAGEMENT_URL) delete env.RABBITMQ_URL;
  const options = { home: join(folder, 'servers'), env, managementPort: base + 99, disposable: true };
  const { databaseUrl, rabbitUrl, managementUrl, stop } = await startInfrastructure(options);
  const urls = { ...sandbox, DATABASE_URL: databaseUrl, RABBITMQ_URL: rabbitUrl };
  return { env: { ...urls, RABBITMQ_MANAGEMENT_URL: managementUrl ?? RABBITMQ_MANAGEMENT_URL }, stop };
}
