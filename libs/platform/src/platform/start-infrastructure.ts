import { liveRecord } from '../home/platform-record.js';
import { stateHome } from '../home/state-home.js';
import { checkPortsFree, neededPorts } from '../ports/free-ports.js';
import type { Progress } from '../progress.js';
import { managementUrl } from './private-servers.js';
import { SERVER_RANKS, privateParts, startServers } from './servers.js';
import { Session } from './session.js';

/** Which servers are wanted, and where. */
export interface InfrastructureOptions {
  readonly home?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly progress?: Progress;
  /** Switches the HTTP API of a private RabbitMQ on, on this port. */
  readonly managementPort?: number;
  /** For tests: nothing of the private servers is needed afterwards, so they write fast and end at once. */
  readonly disposable?: boolean;
}

/** Postgres and RabbitMQ without the services. */
export interface Infrastructure {
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  /** The HTTP API of the private RabbitMQ, when it was asked for. */
  readonly managementUrl?: string;
  /** Ends what was started here; a running platform's servers stay. */
  stop(): Promise<void>;
}

/** Gives one service alone what it needs: the servers of a running platform, else ones started here. */
export async function startInfrastructure(options: InfrastructureOptions = {}): Promise<Infrastructure> {
  const env = options.env ?? process.env;
  const home = options.home ?? stateHome(env);
  const running = liveRecord(home);
  if (running !== undefined)
    return { databaseUrl: running.databaseUrl, rabbitUrl: running.rabbitUrl, stop: () => Promise.resolve() };
  const session = await Session.open(home);
  try {
    return await start(session, env, options);
  } catch (error) {
    await session.close(SERVER_RANKS);
    throw error;
  }
}

async function start(
  session: Session,
  env: NodeJS.ProcessEnv,
  options: InfrastructureOptions,
): Promise<Infrastructure> {
  const { home, reaper, parts } = session;
  const { progress = () => undefined, managementPort, disposable } = options;
  await checkPortsFree(neededPorts(privateParts(env), env));
  const servers = await startServers({ home, env, progress, reaper, managementPort, disposable }, parts);
  const { databaseUrl, rabbitUrl } = servers;
  session.publish({ kind: 'infrastructure', ports: {}, databaseUrl, rabbitUrl });
  await Promise.all([servers.databaseReady, servers.rabbitReady]);
  const management =
    managementPort === undefined || env['RABBITMQ_URL']
      ? undefined
      : managementUrl(rabbitUrl, managementPort);
  return {
    databaseUrl,
    rabbitUrl,
    ...(management === undefined ? {} : { managementUrl: management }),
    stop: () => session.close(SERVER_RANKS),
  };
}
