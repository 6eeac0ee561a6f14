import { type BrokerPrograms, installedBroker } from './broker-programs.js';
import { runningDocker } from './docker-broker.js';
import { keptBroker, unpackBroker } from './unpack-broker.js';

/** How a private RabbitMQ is had on this machine. */
export type BrokerChoice = { readonly programs: BrokerPrograms } | { readonly docker: string };

/**
 * An installed RabbitMQ, else Docker, else a private copy of the system's packages. A copy that is here
 * already goes before Docker, as it needs no engine and starts sooner.
 * @throws {RabbitMqMissingError} naming the ways out
 */
export async function chooseBroker(
  env: NodeJS.ProcessEnv,
  runtimes: string,
  progress: (message: string) => void,
): Promise<BrokerChoice> {
  const programs = installedBroker(env) ?? (await keptBroker(runtimes));
  if (programs !== undefined) return { programs };
  const docker = await runningDocker(env);
  if (docker !== undefined) return { docker };
  progress('Getting RabbitMQ from the packages of this system (once)');
  return { programs: await unpackBroker(runtimes) };
}
