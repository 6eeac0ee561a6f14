import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInfrastructure } from '@throughline/platform';

/** The servers that test databases and virtual hosts are made on. */
export interface TestServers {
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  /** RabbitMQ's HTTP API. */
  readonly managementUrl: string;
  stop(): Promise<void>;
}

/**
 * The servers that `DATABASE_URL`, `RABBITMQ_URL` and `RABBITMQ_MANAGEMENT_URL` name, as `npm test` sets them
 * for a whole run; else private ones for this file alone.
 */
export async function testServers(env: NodeJS.ProcessEnv): Promise<TestServers> {
  const { DATABASE_URL, RABBITMQ_URL, RABBITMQ_MANAGEMENT_URL } = env;
  if (DATABASE_URL && RABBITMQ_URL && RABBITMQ_MANAGEMENT_URL)
    return {
      databaseUrl: DATABASE_URL,
      rabbitUrl: RABBITMQ_URL,
      managementUrl: RABBITMQ_MANAGEMENT_URL,
      stop: () => Promise.resolve(),
    };
  return ownServers(env);
}

async function ownServers(env: NodeJS.ProcessEnv): Promise<TestServers> {
  const home = await mkdtemp(join(tmpdir(), 'throughline-servers-'));
  const { RABBITMQ_URL: _withoutApi, ...rest } = env;
  const base = await freePorts(5);
  const [postgres, management] = [base + 3, base + 4];
  const own = { ...rest, POSTGRES_PORT: String(postgres), RABBITMQ_PORT: String(base) };
  const servers = await startInfrastructure({ home, env: own, managementPort: management, disposable: true });
  if (servers.managementUrl === undefined) throw new Error('the private RabbitMQ has no HTTP API');
  const stop = async (): Promise<void> => {
    await servers.stop();
    await rm(home, { recursive: true, force: true });
  };
  return {
    databaseUrl: servers.databaseUrl,
    rabbitUrl: servers.rabbitUrl,
    managementUrl: servers.managementUrl,
    stop,
  };
}

/** Far enough apart that processes which start together, as those of one test run do, find others. */
const firstPort = (): number => 10_000 + (process.pid % 50) * 400;

/** The first of so many free ports in a row, below those that the system hands out by itself. */
export async function freePorts(count: number): Promise<number> {
  for (let base = firstPort(); base < 32_000; base += count)
    if ((await Promise.all(Array.from({ length: count }, (_, index) => isFree(base + index)))).every(Boolean))
      return base;
  throw new Error(`no ${count} free ports in a row`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
