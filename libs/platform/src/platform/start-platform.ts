import { join } from 'node:path';
import { SERVICES, type ServiceName } from '@throughline/contracts';
import { runtimesFolder } from '../home/runtimes-folder.js';
import { localToken } from '../home/secret-file.js';
import { dataHome, stateHome } from '../home/state-home.js';
import type { JaegerAddresses } from '../jaeger/jaeger-addresses.js';
import { isPrivateJaeger, startedJaeger } from '../jaeger/private-jaeger.js';
import { findBubblewrap } from '../packages/find-bubblewrap.js';
import { checkPortsFree, neededPorts, portFor } from '../ports/free-ports.js';
import { ProgramMissingError } from '../platform-errors.js';
import { findProgram } from '../process/find-program.js';
import type { Progress } from '../progress.js';
import type { PartStatus } from '../supervisor/part-status.js';
import { untilTakesWork } from '../supervisor/service-health.js';
import { serviceParts } from '../supervisor/service-part.js';
import { processesOf } from '../supervisor/service-processes.js';
import { SERVER_RANKS, privateParts, startServers } from './servers.js';
import { Session } from './session.js';

/** What is to be started, and where. */
export interface PlatformOptions {
  readonly home?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly progress?: Progress;
  /** The services to run; all of them, when not given. */
  readonly services?: readonly ServiceName[];
  /** With a Jaeger beside it, which gets every span too. */
  readonly jaeger?: boolean;
}

/** A running platform, in the hands of the process that supervises it. */
export interface Platform {
  readonly home: string;
  readonly gatewayUrl: string;
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  readonly token: string;
  /** The Jaeger that was asked for. */
  readonly jaeger: JaegerAddresses | undefined;
  /** Each process, as it is now. */
  status(): PartStatus[];
  /** Resolves with the reason when a part has died so often that it is given up. */
  readonly failed: Promise<Error>;
  /** Ends everything, the gateway first, the trace-analyzer last of the services. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts everything and resolves when all of it is ready; on any failure nothing stays behind. */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const env = options.env ?? process.env;
  const services = startingOrder(options.services ?? SERVICES);
  const ranks = stoppingRanks(services, env);
  const session = await Session.open(options.home ?? stateHome(env));
  try {
    const { progress = () => undefined, jaeger: withJaeger = false } = options;
    return await start(session, { env, services, ranks, progress, withJaeger });
  } catch (error) {
    await session.close(ranks);
    throw error;
  }
}

interface Plan {
  readonly env: NodeJS.ProcessEnv;
  readonly services: readonly ServiceName[];
  readonly ranks: readonly (readonly string[])[];
  readonly progress: Progress;
  readonly withJaeger: boolean;
}

async function start(session: Session, plan: Plan): Promise<Platform> {
  const { env, services, progress, ranks, withJaeger } = plan;
  const { home, parts, reaper } = session;
  if (findProgram('git', env) === undefined) throw new ProgramMissingError('git');
  const ofJaeger = withJaeger && isPrivateJaeger(env) ? (['jaeger'] as const) : [];
  await checkPortsFree(neededPorts([...services, ...privateParts(env), ...ofJaeger], env));
  // Before the services, so that it gets their first spans.
  const jaeger = withJaeger ? await startedJaeger({ home, env, progress, reaper }, parts) : undefined;
  const token = localToken(home);
  const [servers, bubblewrap] = await Promise.all([
    startServers({ home, env, progress, reaper }, parts),
    bubblewrapIfAny(env, progress),
  ]);
  const { databaseUrl, rabbitUrl } = servers;
  const ports = Object.fromEntries(services.map((service) => [service, portFor(service, env)]));
  const kind = services.length === SERVICES.length ? 'platform' : 'infrastructure';
  session.publish({ kind, ports, databaseUrl, rabbitUrl, ...(jaeger === undefined ? {} : { jaeger }) });
  await servers.databaseReady;
  progress(`Starting ${services.length === 1 ? services.join() : `${services.length} services`}`);
  const compileCache = join(runtimesFolder(env), 'compile-cache');
  const settings = {
    ...{ home, dataHome: dataHome(home), databaseUrl, rabbitUrl, token, bubblewrap, compileCache },
    jaegerEndpoint: jaeger?.otlpEndpoint,
  };
  const processes = services.flatMap((service) => serviceParts(service, env, settings, reaper));
  await Promise.all([servers.rabbitReady, ...processes.map((part) => parts.start(part))]);
  await Promise.all(processes.map(({ name, port, log }) => untilTakesWork(name, port, log)));
  progress('Everything is ready');
  let stopping: Promise<void> | undefined;
  return {
    ...{ home, databaseUrl, rabbitUrl, token, jaeger, failed: parts.failed },
    gatewayUrl: `http://127.0.0.1:${portFor('api-gateway', env)}`,
    status: () => parts.status(),
    stop: () => (stopping ??= session.close(ranks)),
  };
}

/** The trace-analyzer first, so that the spans of the others' starts find it. */
export const startingOrder = (services: readonly ServiceName[]): ServiceName[] =>
  services.toSorted((a, b) => Number(b === 'trace-analyzer') - Number(a === 'trace-analyzer'));

/** The gateway first, so that nothing new comes in; the trace-analyzer last, so that every span arrives. */
export function stoppingRanks(
  services: readonly ServiceName[],
  env: NodeJS.ProcessEnv,
): (readonly string[])[] {
  const namesOf = (wanted: readonly ServiceName[]): string[] =>
    wanted.flatMap((service) => processesOf(service, env).map(({ name }) => name));
  const edges: readonly ServiceName[] = ['api-gateway', 'trace-analyzer'];
  const between = services.filter((service) => !edges.includes(service));
  const ranks = [['api-gateway' as const], between, ['trace-analyzer' as const]].map(namesOf);
  return [...ranks, ['jaeger'], ...SERVER_RANKS];
}

/** Without bubblewrap the platform starts all the same; checks are then refused with the reason. */
async function bubblewrapIfAny(env: NodeJS.ProcessEnv, progress: Progress): Promise<string | undefined> {
  try {
    return await findBubblewrap(env);
  } catch (error) {
    progress(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
