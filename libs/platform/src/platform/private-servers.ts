import { join } from 'node:path';
import { runtimesFolder } from '../home/runtimes-folder.js';
import { readOrMakeSecret } from '../home/secret-file.js';
import { type Account, serviceAccount } from '../home/service-account.js';
import { dataHome } from '../home/state-home.js';
import { portFor } from '../ports/free-ports.js';
import { ensureCluster } from '../postgres/postgres-cluster.js';
import { postgresPart, postgresUrl } from '../postgres/postgres-part.js';
import { postgresRuntime } from '../postgres/postgres-runtime.js';
import type { Reaper } from '../process/reaper.js';
import type { Progress } from '../progress.js';
import { type BrokerChoice, chooseBroker } from '../rabbitmq/broker-choice.js';
import { BROKER_USER, type BrokerPorts, brokerPorts } from '../rabbitmq/broker-environment.js';
import { brokerPart, brokerUrl, portMapperPart, writeBrokerFiles } from '../rabbitmq/broker-parts.js';
import { dockerBrokerPart } from '../rabbitmq/docker-broker.js';
import type { PartDefinition } from '../supervisor/supervised-part.js';

/** Where the private parts live and whom they report to. */
export interface InfrastructureSettings {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: Progress;
  readonly reaper: Reaper;
  /** Switches RabbitMQ's HTTP API on, on this port. Tests need it to make virtual hosts. */
  readonly managementPort?: number | undefined;
  /** Nothing of them is needed afterwards: they need not write safely nor end gently. */
  readonly disposable?: boolean | undefined;
}

/** A private server: its address, known before it runs, and the processes that make it up, in starting order. */
export interface PrivateServer {
  readonly url: string;
  readonly parts: readonly PartDefinition[];
}

export async function privatePostgres(settings: InfrastructureSettings): Promise<PrivateServer> {
  const { home, env, progress, reaper, disposable = false } = settings;
  const account = await serviceAccount();
  const port = portFor('postgres', env);
  const password = readOrMakeSecret(join(home, 'postgres.password'));
  const folder = join(dataHome(home), 'postgres');
  const runtime = await postgresRuntime(runtimesFolder(env));
  progress('Starting Postgres');
  await ensureCluster(runtime, folder, password, account);
  const url = postgresUrl(port, password);
  const log = join(home, 'logs/postgres.log');
  return { url, parts: [postgresPart({ runtime, folder, port, log, account, reaper, disposable }, url)] };
}

export async function privateBroker(settings: InfrastructureSettings): Promise<PrivateServer> {
  const { home, env, progress, managementPort } = settings;
  const ports = brokerPorts(portFor('rabbitmq', env), managementPort);
  const password = readOrMakeSecret(join(home, 'rabbitmq.password'));
  const [account, choice] = await Promise.all([
    serviceAccount(),
    chooseBroker(env, runtimesFolder(env), progress),
  ]);
  progress('Starting RabbitMQ');
  const url = brokerUrl(ports.amqp, password);
  return { url, parts: await partsOf(choice, { ...settings, ports, password, url, account }) };
}

interface BrokerStart extends InfrastructureSettings {
  readonly ports: BrokerPorts;
  readonly password: string;
  readonly url: string;
  readonly account: Account | undefined;
}

async function partsOf(choice: BrokerChoice, start: BrokerStart): Promise<PartDefinition[]> {
  const { home, ports, password, url, account, reaper, disposable = false } = start;
  const logs = join(home, 'logs');
  if ('docker' in choice)
    return [dockerBrokerPart({ docker: choice.docker, home, ports, logs, reaper }, url, password)];
  const folder = join(dataHome(home), 'rabbitmq');
  const broker = { programs: choice.programs, folder, ports, logs, account, reaper, disposable };
  await writeBrokerFiles(broker, password);
  return [portMapperPart(broker), brokerPart(broker, url)];
}

/** The address of the broker's HTTP API. */
export const managementUrl = (brokerUrl: string, port: number): string =>
  `http://${BROKER_USER}:${new URL(brokerUrl).password}@127.0.0.1:${port}`;
