import { runtimesFolder } from '../home/runtimes-folder.js';
import { serviceAccount } from '../home/service-account.js';
import { JaegerMissingError } from '../platform-errors.js';
import { portFor } from '../ports/free-ports.js';
import type { Reaper } from '../process/reaper.js';
import type { Progress } from '../progress.js';
import type { PartDefinition } from '../supervisor/supervised-part.js';
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

/** A Jaeger: the person's own, or the process that has to be started for it. */
export interface Jaeger {
  readonly addresses: JaegerAddresses;
  readonly part: PartDefinition | undefined;
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

/** @throws {JaegerMissingError} */
export async function prepareJaeger(start: JaegerStart): Promise<Jaeger> {
  const { home, env, progress, reaper, host = LOOPBACK } = start;
  const own = ownJaeger(env);
  if (own !== undefined) return { addresses: await checkAnswers(own), part: undefined };
  const ports = start.ports ?? portsFrom(portFor('jaeger', env));
  const choice = await chooseJaeger(env, runtimesFolder(env), progress);
  const account = await serviceAccount();
  const part = jaegerPart(choice, { home, env, host, ports, reaper, account });
  return { addresses: addressesOf(host, ports), part };
}

async function checkAnswers(own: JaegerAddresses): Promise<JaegerAddresses> {
  if (await answersAsJaeger(own.url)) return own;
  throw new JaegerMissingError(`JAEGER_URL names ${own.url}, where none answers`);
}
