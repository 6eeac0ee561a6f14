import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { findProgram } from '../process/find-program.js';
import { PartProcess } from '../process/part-process.js';
import type { Reaper } from '../process/reaper.js';
import { runProgram } from '../process/run-program.js';
import type { PartDefinition } from '../supervisor/supervised-part.js';
import { until } from '../supervisor/until.js';
import { BROKER_USER, type BrokerPorts } from './broker-environment.js';
import { acceptsClients } from './broker-parts.js';

const IMAGE = 'rabbitmq:3.13.7-management-alpine';
const END = { signal: 'SIGTERM', graceMs: 20_000 } as const;

export interface DockerSettings {
  readonly docker: string;
  readonly home: string;
  readonly ports: BrokerPorts;
  readonly logs: string;
  readonly reaper: Reaper;
}

/** The Docker client, when its engine answers. */
export async function runningDocker(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const docker = findProgram('docker', env);
  if (docker === undefined) return undefined;
  const argv = ['version', '--format', '{{.Server.Version}}'];
  return runProgram(docker, argv, { timeoutMs: 5_000 }).then(
    () => docker,
    () => undefined,
  );
}

/** Gets the image and clears away a container that was left behind. */
export async function prepareDockerBroker({ docker, home }: DockerSettings): Promise<void> {
  await runProgram(docker, ['rm', '--force', containerName(home)], { timeoutMs: 30_000 }).catch(
    () => undefined,
  );
  const present = await runProgram(docker, ['image', 'inspect', IMAGE], { timeoutMs: 15_000 }).catch(
    () => undefined,
  );
  if (present === undefined) await runProgram(docker, ['pull', '--quiet', IMAGE], { timeoutMs: 600_000 });
}

/** RabbitMQ in a container: the client in the foreground is our process, and hands its signals on. */
export function dockerBrokerPart(settings: DockerSettings, url: string, password: string): PartDefinition {
  const log = join(settings.logs, 'rabbitmq.log');
  const env = { ...process.env, RABBITMQ_DEFAULT_USER: BROKER_USER, RABBITMQ_DEFAULT_PASS: password };
  const command = { program: settings.docker, argv: runArguments(settings), env, cwd: '/', log };
  return {
    name: 'rabbitmq',
    log,
    port: settings.ports.amqp,
    readyWithinMs: 120_000,
    launch: async () => {
      await prepareDockerBroker(settings);
      return new PartProcess(command, END, settings.reaper, 1);
    },
    ready: (_process, signal) => until(() => acceptsClients(settings.ports.amqp, url), 200, signal),
  };
}

/** The password goes by the environment, not by the arguments, which every user of the machine can read. */
export function runArguments({ home, ports }: Pick<DockerSettings, 'home' | 'ports'>): string[] {
  const name = containerName(home);
  const management =
    ports.management === undefined ? [] : ['--publish', `127.0.0.1:${ports.management}:15672`];
  return [
    ...['run', '--rm', '--name', name, '--hostname', 'throughline'],
    ...['--volume', `${name}:/var/lib/rabbitmq`, '--memory', '1g'],
    ...['--env', 'RABBITMQ_DEFAULT_USER', '--env', 'RABBITMQ_DEFAULT_PASS'],
    ...['--publish', `127.0.0.1:${ports.amqp}:5672`, ...management],
    IMAGE,
  ];
}

const containerName = (home: string): string =>
  `throughline-rabbitmq-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`;
