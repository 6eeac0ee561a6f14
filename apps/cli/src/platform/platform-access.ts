import { portOf, portVariable, replicasVariable, SERVICES } from '@throughline/contracts';
import {
  type JaegerAddresses,
  type Platform,
  type PlatformRecord,
  type Progress,
  runningPlatform,
  serviceOf,
  startPlatform,
} from '@throughline/platform';
import { createServiceClient, type ServiceClient } from '@throughline/service-client/client';
import { PlatformNotRunningError } from '../errors/cli.errors.js';
import { readyPlatform } from './starting-platform.js';

/** A platform that can be used: one that runs already, or one that was started for the time. */
export interface PlatformAccess {
  readonly home: string;
  readonly client: ServiceClient;
  readonly analyzerUrl: string;
  /** The Jaeger that gets every span too, when there is one. */
  readonly jaeger: JaegerAddresses | undefined;
  /** Started here, and ended by `close`. */
  readonly isOwn: boolean;
  /** Resolves with the reason when a part of an own platform is given up; never for another's. */
  readonly failed: Promise<Error>;
  close(): Promise<void>;
}

export interface PlatformChoice {
  readonly home: string;
  /** What a platform that is started here is told. */
  readonly env: NodeJS.ProcessEnv;
  readonly progress: Progress;
}

/** @throws {PlatformNotRunningError} when none runs on the state folder */
export function usePlatform(home: string): PlatformAccess {
  const record = runningPlatform(home);
  if (record === undefined) throw new PlatformNotRunningError(home);
  return access(home, environmentOf(record), record.jaeger);
}

export async function useOrStartPlatform(choice: PlatformChoice): Promise<PlatformAccess> {
  const record = await readyPlatform(choice.home, choice.progress);
  if (record !== undefined) return access(choice.home, environmentOf(record), record.jaeger);
  const own = await startPlatform(choice);
  return access(choice.home, choice.env, own.jaeger, own);
}

function access(
  home: string,
  env: NodeJS.ProcessEnv,
  jaeger: JaegerAddresses | undefined,
  own?: Platform,
): PlatformAccess {
  const client = createServiceClient({ home, env });
  return {
    home,
    client,
    analyzerUrl: `http://127.0.0.1:${portOf('trace-analyzer', env)}`,
    jaeger,
    isOwn: own !== undefined,
    failed: own?.failed ?? new Promise(() => undefined),
    close: async () => {
      await client.close();
      await own?.stop();
    },
  };
}

/** The ports of a running platform are those that it was started with, whatever this shell says. */
function environmentOf(record: PlatformRecord): NodeJS.ProcessEnv {
  const ports = SERVICES.flatMap((service): [string, string][] => {
    const port = record.parts.find(({ name }) => name === service)?.port ?? record.ports[service];
    const processes = record.parts.filter(({ name }) => serviceOf(name) === service).length;
    const known: [string, string][] = [[replicasVariable(service), String(Math.max(1, processes))]];
    return port === undefined ? known : [...known, [portVariable(service), String(port)]];
  });
  return Object.fromEntries(ports);
}
