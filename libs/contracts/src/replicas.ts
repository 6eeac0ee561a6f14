import { portOf, portVariable, type ServiceName } from './services.js';

/** Each further process of a service is so many ports away from the one before. */
export const REPLICA_DISTANCE = 100;
export const MAX_REPLICAS = 9;

/** Services of which there is one process for each state folder: it keeps files that two cannot share. */
export const SINGLE_SERVICES: readonly ServiceName[] = ['trace-analyzer'];

/** The variable that says how many processes of one service there are: `MODEL_ROUTER_REPLICAS`. */
export const replicasVariable = (service: ServiceName): string =>
  portVariable(service).replace(/_PORT$/, '_REPLICAS');

/** How many processes of a service there are. @throws {RangeError} when a variable holds no such number */
export function replicasOf(service: ServiceName, env: NodeJS.ProcessEnv = process.env): number {
  const own = replicasVariable(service);
  const most = SINGLE_SERVICES.includes(service) ? 1 : MAX_REPLICAS;
  if (isSet(env[own])) return count(own, env, most);
  return most === 1 || !isSet(env['THROUGHLINE_REPLICAS']) ? 1 : count('THROUGHLINE_REPLICAS', env, most);
}

/** The ports of all processes of a service. @throws {RangeError} when a variable cannot be used */
export function portsOf(service: ServiceName, env: NodeJS.ProcessEnv = process.env): readonly number[] {
  return Array.from({ length: replicasOf(service, env) }, (_, at) => portOfReplica(service, at + 1, env));
}

/** The port of one process of a service, the first being 1. @throws {RangeError} */
export function portOfReplica(
  service: ServiceName,
  replica: number,
  env: NodeJS.ProcessEnv = process.env,
): number {
  const port = portOf(service, env) + (replica - 1) * REPLICA_DISTANCE;
  if (port <= 65_535) return port;
  throw new RangeError(
    `process ${replica} of ${service} would have port ${port}: lower ${portVariable(service)} or THROUGHLINE_PORT_BASE`,
  );
}

/** Which of its service's processes this one is. @throws {RangeError} */
export const ownReplica = (env: NodeJS.ProcessEnv = process.env): number =>
  isSet(env['THROUGHLINE_REPLICA']) ? count('THROUGHLINE_REPLICA', env, MAX_REPLICAS) : 1;

/** The port of this process of a service. @throws {RangeError} when there is no such process */
export function ownPort(service: ServiceName, env: NodeJS.ProcessEnv = process.env): number {
  const [replica, replicas] = [ownReplica(env), replicasOf(service, env)];
  if (replica <= replicas) return portOfReplica(service, replica, env);
  const known = replicas === 1 ? 'there is one process' : `there are ${replicas} processes`;
  throw new RangeError(`THROUGHLINE_REPLICA is ${replica}, but ${known} of ${service}`);
}

const isSet = (text: string | undefined): boolean => text !== undefined && text !== '';

function count(variable: string, env: NodeJS.ProcessEnv, most: number): number {
  const value = Number(env[variable]);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  const expected = most === 1 ? '1, for its files cannot be shared' : `a number from 1 to ${most}`;
  throw new RangeError(`${variable} must be ${expected}, but is ${JSON.stringify(env[variable])}`);
}
