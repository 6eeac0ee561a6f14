import { runtimesFolder } from '../home/runtimes-folder.js';
import { serviceAccount } from '../home/service-account.js';
import { JaegerMissingError } from '../platform-errors.js';
import { portFor } from '../ports/free-ports.js';
import type { Reaper } from '../process/reaper.js';
import type { Progress } from '../progress.js';
import type { PartGroup } from '../supervisor/part-group.js';
import {
  type JaegerAddresses,
  type JaegerPorts,
  addressesOf,
  ownJaeger,
  portsFrom,
} from './jaeger-addresses.js';
import { chooseJaeger } from './jaeger-choice.js';
import { answersAsJaeger } from './jaeger-health.js';
import { jaegerPart } from './jaeger-part.js';

const LOOPBACK = '127.0.0.1';

export interface JaegerStart {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: Progress;
  readonly reaper: Reaper;
  readonly host?: string | undefined;
  readonly ports?: JaegerPorts | undefined;
}

/** Whether its ports must be free. */
export const isPrivateJaeger = (env: NodeJS.ProcessEnv): boolean => !env['JAEGER_URL'];

/** Gets what starting a Jaeger needs, which may have to be built first. @throws {JaegerMissingError} */
export async function provisionJaeger(
  progress: Progress,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const own = ownJaeger(env);
  if (own === undefined) await chooseJaeger(env, runtimesFolder(env), progress);
  else await checkAnswers(own);
}

/** The person's own Jaeger, or one of ours that is ready. @throws {JaegerMissingError} */
export async function startedJaeger(start: JaegerStart, parts: PartGroup): Promise<JaegerAddresses> {
  const { home, env, progress, reaper, host = LOOPBACK } = start;
  const own = ownJaeger(env);
  if (own !== undefined) return checkAnswers(own);
  const ports = start.ports ?? portsFrom(portFor('jaeger', env));
  const choice = await chooseJaeger(env, runtimesFolder(env), progress);
  const account = await serviceAccount();
  progress('Starting Jaeger');
  await parts.start(jaegerPart(choice, { home, env, host, ports, reaper, account }));
  return addressesOf(host, ports);
}

async function checkAnswers(own: JaegerAddresses): Promise<JaegerAddresses> {
  if (await answersAsJaeger(own.url)) return own;
  throw new JaegerMissingError(`JAEGER_URL names ${own.url}, where none answers`);
}
