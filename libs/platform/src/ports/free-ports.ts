import { createServer } from 'node:net';
import {
  type PlatformPart,
  portOf,
  portsOf,
  portVariable,
  type ServiceName,
  SERVICES,
} from '@throughline/contracts';
import { PlatformSettingError, PortInUseError, ReplicasError } from '../platform-errors.js';

/** The port of a part. @throws {PlatformSettingError} when a variable holds no port */
export function portFor(part: PlatformPart, env: NodeJS.ProcessEnv): number {
  try {
    return portOf(part, env);
  } catch {
    const name = env[portVariable(part)] ? portVariable(part) : 'THROUGHLINE_PORT_BASE';
    throw new PlatformSettingError(name, 'a port from 1 to 65535', env[name] ?? '');
  }
}

/** The ports of all processes of a service. @throws {PlatformSettingError} {ReplicasError} */
export function portsFor(service: ServiceName, env: NodeJS.ProcessEnv): readonly number[] {
  portFor(service, env);
  try {
    return portsOf(service, env);
  } catch (error) {
    throw new ReplicasError(error);
  }
}

/** One port that must be free before anything starts, and the variable that moves it. */
export interface NeededPort {
  readonly part: string;
  readonly port: number;
  readonly variable: string;
}

/** Every port that the parts listen on, each with the variable that moves it. */
export function neededPorts(parts: readonly PlatformPart[], env: NodeJS.ProcessEnv): NeededPort[] {
  return parts.flatMap((part) => {
    const ports = isService(part) ? portsFor(part, env) : [portFor(part, env)];
    const own = ports.map((port) => ({ part, port, variable: portVariable(part) }));
    return [...own, ...companions(part, portFor(part, env))];
  });
}

const isService = (part: PlatformPart): part is ServiceName => SERVICES.some((service) => service === part);

/** Ports that a part needs besides its own, each so far from it. */
const COMPANIONS: Readonly<
  Partial<Record<PlatformPart, readonly (readonly [name: string, offset: number])[]>>
> = {
  rabbitmq: [
    ['the port mapper of rabbitmq', 1],
    ['the node port of rabbitmq', 2],
  ],
  jaeger: [
    ['the OTLP receiver of jaeger', 1],
    ['the OTLP receiver over gRPC of jaeger', 2],
    ['the Zipkin receiver of jaeger', 3],
    ['the gRPC query port of jaeger', 4],
  ],
};

const companions = (part: PlatformPart, port: number): NeededPort[] =>
  (COMPANIONS[part] ?? []).map(([name, offset]) => ({
    part: name,
    port: port + offset,
    variable: portVariable(part),
  }));

/** @throws {PortInUseError} naming the first that is taken, be it by another of ours */
export async function checkPortsFree(needed: readonly NeededPort[]): Promise<void> {
  const seen = new Set<number>();
  for (const { part, port, variable } of needed) {
    if (seen.has(port) || !(await isFree(port))) throw new PortInUseError(part, port, variable);
    seen.add(port);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
