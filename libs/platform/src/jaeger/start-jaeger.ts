import { stateHome } from '../home/state-home.js';
import { Session } from '../platform/session.js';
import { checkPortsFree, neededPorts } from '../ports/free-ports.js';
import type { Progress } from '../progress.js';
import { type JaegerAddresses, type JaegerPorts } from './jaeger-addresses.js';
import { isPrivateJaeger, startedJaeger } from './private-jaeger.js';

/** Where a Jaeger alone is to be. */
export interface JaegerOptions {
  readonly home?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly progress?: Progress;
  /** An address of this machine. Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: the block that `JAEGER_PORT` begins. */
  readonly ports?: JaegerPorts;
}

/** A Jaeger that was started here, until `stop`. */
export interface RunningJaeger extends JaegerAddresses {
  stop(): Promise<void>;
}

/** A Jaeger alone, on a state folder of its own. @throws {JaegerMissingError} where none can be had */
export async function startJaeger(options: JaegerOptions = {}): Promise<RunningJaeger> {
  const { env = process.env, progress = () => undefined, host, ports } = options;
  const session = await Session.open(options.home ?? stateHome(env));
  const { home, reaper, parts } = session;
  const stop = (): Promise<void> => session.close([['jaeger']]);
  try {
    if (isPrivateJaeger(env) && ports === undefined) await checkPortsFree(neededPorts(['jaeger'], env));
    const addresses = await startedJaeger({ home, env, progress, reaper, host, ports }, parts);
    return { ...addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
