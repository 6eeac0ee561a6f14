import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { type Account, giveTo } from '../home/service-account.js';
import { PartProcess } from '../process/part-process.js';
import type { Reaper } from '../process/reaper.js';
import type { PartDefinition } from '../supervisor/supervised-part.js';
import { until } from '../supervisor/until.js';
import { BROKER_USER, type BrokerPorts, brokerEnvironment, brokerFiles } from './broker-environment.js';
import type { BrokerPrograms } from './broker-programs.js';

export interface BrokerSettings {
  readonly programs: BrokerPrograms;
  readonly folder: string;
  readonly ports: BrokerPorts;
  readonly logs: string;
  readonly account: Account | undefined;
  readonly reaper: Reaper;
  readonly disposable: boolean;
}

const END = { signal: 'SIGTERM', graceMs: 15_000 } as const;
const END_AT_ONCE = { signal: 'SIGTERM', graceMs: 0 } as const;

export const brokerUrl = (port: number, password: string): string =>
  `amqp://${BROKER_USER}:${password}@127.0.0.1:${port}`;

/** Writes the configuration of a private broker; its folder belongs to the account that it runs as. */
export async function writeBrokerFiles(settings: BrokerSettings, password: string): Promise<void> {
  const { folder, account } = settings;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await giveTo(account, folder);
  for (const [name, content] of Object.entries(brokerFiles(settings.ports, password))) {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    if (account !== undefined) await chown(path, account.ids.uid, account.ids.gid);
  }
}

/** Erlang's port mapper. One of our own, started first, so that none is left behind by the broker. */
export function portMapperPart(settings: BrokerSettings): PartDefinition {
  const { programs, folder, ports, account, reaper } = settings;
  const log = join(settings.logs, 'rabbitmq-epmd.log');
  const argv = ['-port', String(ports.portMapper), '-address', '127.0.0.1'];
  const env = { PATH: programs.path, HOME: folder };
  return {
    name: 'rabbitmq-epmd',
    log,
    port: ports.portMapper,
    readyWithinMs: 10_000,
    launch: () =>
      Promise.resolve(
        new PartProcess({ program: programs.epmd, argv, env, cwd: '/', log, account }, END, reaper, 2),
      ),
    ready: (_process, signal) => until(() => isListening(ports.portMapper), 20, signal),
  };
}

export function brokerPart(settings: BrokerSettings, url: string): PartDefinition {
  const { programs, folder, ports, account, reaper } = settings;
  const log = join(settings.logs, 'rabbitmq.log');
  const program = join(programs.home, 'sbin/rabbitmq-server');
  const env = brokerEnvironment(programs, folder, ports);
  const end = settings.disposable ? END_AT_ONCE : END;
  return {
    name: 'rabbitmq',
    log,
    port: ports.amqp,
    readyWithinMs: 120_000,
    launch: () =>
      Promise.resolve(new PartProcess({ program, argv: [], env, cwd: folder, log, account }, end, reaper, 1)),
    ready: (_process, signal) => until(() => acceptsClients(ports.amqp, url), 80, signal),
  };
}

/** Whether anybody listens on a port of this machine. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket({ host: '127.0.0.1', port, timeout: 1_000 });
    const answer = (value: boolean): void => {
      socket.destroy();
      resolve(value);
    };
    socket
      .once('connect', () => answer(true))
      .once('error', () => answer(false))
      .once('timeout', () => answer(false));
  });
}

/** A cheap look at the port first: the broker opens it last. */
export async function acceptsClients(port: number, url: string): Promise<boolean> {
  if (!(await isListening(port))) return false;
  try {
    const connection = await connect(url, { timeout: 5_000 });
    connection.on('error', () => undefined);
    await connection.close();
    return true;
  } catch {
    return false;
  }
}
