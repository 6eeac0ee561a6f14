import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findProgram } from '../process/find-program.js';

/** A RabbitMQ that can be run as a private node. */
export interface BrokerPrograms {
  /** The folder that holds `sbin/rabbitmq-server`. */
  readonly home: string;
  readonly epmd: string;
  /** What PATH must hold for its scripts. */
  readonly path: string;
}

const SYSTEM_PATH = ['/usr/local/bin', '/usr/bin', '/bin'];
const INSTALLED_IN = [
  '/usr/lib/rabbitmq/lib',
  '/opt',
  '/usr/local/lib',
  '/opt/homebrew/opt',
  '/usr/local/opt',
];

/** A RabbitMQ installed on this system, with the Erlang that runs it; undefined when there is none. */
export function installedBroker(env: NodeJS.ProcessEnv): BrokerPrograms | undefined {
  const erl = findProgram('erl', env);
  const home = [env['RABBITMQ_HOME'] ?? '', ...INSTALLED_IN.flatMap(brokersIn)].find(isBroker);
  return erl === undefined || home === undefined ? undefined : programsOf(home, dirname(erl));
}

/** The RabbitMQ unpacked in a folder of ours. */
export function unpackedBroker(root: string): BrokerPrograms | undefined {
  const home = brokersIn(join(root, 'usr/lib/rabbitmq/lib')).find(isBroker);
  return home === undefined ? undefined : programsOf(home, join(root, 'usr/lib/erlang/bin'));
}

function brokersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^rabbitmq(_server-.*)?$/.test(name));
  return names.map((name) => join(folder, name));
}

const isBroker = (home: string): boolean => home !== '' && existsSync(join(home, 'sbin/rabbitmq-server'));

function programsOf(home: string, erlang: string): BrokerPrograms | undefined {
  const path = [join(home, 'sbin'), erlang, ...SYSTEM_PATH].join(delimiter);
  const epmd = findProgram('epmd', { PATH: path });
  return epmd === undefined ? undefined : { home, epmd, path };
}
