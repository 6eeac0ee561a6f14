import { createServer } from 'node:net';
import { type PlatformPart, portOf, portVariable } from '@throughline/contracts';
import { PlatformSettingError, PortInUseError } from '../platform-errors.js';

/** The port of a part. @throws {PlatformSettingError} when a variable holds no port */
export function portFor(part: PlatformPart, env: NodeJS.ProcessEnv): number {
  try {
    return portOf(part, env);
  } catch {
    const name = env[portVariable(part)] ? portVariable(part) : 'THROUGHLINE_PORT_BASE';
    throw new PlatformSettingError(name, 'a port from 1 to 65535', env[name] ?? '');
  }
}

/** One port that must be free before anything starts, and the variable that moves it. */
export interface NeededPort {
  readonly part: string;
  readonly port: number;
  readonly variable: string;
}

export function neededPorts(parts: readonly PlatformPart[], env: NodeJS.ProcessEnv): NeededPort[] {
  return parts.flatMap((part) => {
    const port = portFor(part, env);
    const own = { part, port, variable: portVariable(part) };
    return part === 'rabbitmq' ? [own, ...companions(port)] : [own];
  });
}

/** RabbitMQ needs two more: its port mapper and the one that Erlang nodes talk over. */
const companions = (port: number): NeededPort[] => [
  { part: 'the port mapper of rabbitmq', port: port + 1, variable: portVariable('rabbitmq') },
  { part: 'the node port of rabbitmq', port: port + 2, variable: portVariable('rabbitmq') },
];

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
