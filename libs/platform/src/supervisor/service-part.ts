import { join } from 'node:path';
import type { ServiceName } from '@throughline/contracts';
import { PartProcess } from '../process/part-process.js';
import type { Reaper } from '../process/reaper.js';
import { WORKSPACE } from '../workspace.js';
import { type ServiceSettings, serviceEnvironment } from './service-environment.js';
import { processesOf, type ServiceProcess } from './service-processes.js';
import type { PartDefinition } from './supervised-part.js';

/** A service may take this long to drain before it is killed. */
const END = { signal: 'SIGTERM', graceMs: 20_000 } as const;

/** Wrong configuration and a port in use: trying again changes neither. */
const HOPELESS = ['exit code 2', 'exit code 3'];

/**
 * What the heap may grow by until it is collected, in percent of what lives in it. V8 by itself lets it grow up to
 * fourfold after a burst of allocations, and what the process has had then it mostly keeps.
 */
const HEAP_GROWTH_PERCENT = 30;

const argumentsOf = (service: ServiceName): string[] => [
  ...['--max-semi-space-size=2', `--heap-growing-percent=${String(HEAP_GROWTH_PERCENT)}`],
  ...['--import', join(WORKSPACE, 'libs/tracing/dist/preload.js')],
  join(WORKSPACE, 'apps', service, 'dist/main.js'),
];

/** Every process of a service, each under a name of its own. */
export const serviceParts = (
  service: ServiceName,
  env: NodeJS.ProcessEnv,
  settings: ServiceSettings,
  reaper: Reaper,
): ServicePart[] =>
  processesOf(service, env).map((process) => servicePart(service, process, env, settings, reaper));

export interface ServicePart extends PartDefinition {
  readonly port: number;
}

/** One process of a service, supervised: it says over its channel when it is ready. */
function servicePart(
  service: ServiceName,
  { name, port, replica }: ServiceProcess,
  env: NodeJS.ProcessEnv,
  settings: ServiceSettings,
  reaper: Reaper,
): ServicePart {
  const log = join(settings.home, 'logs', `${name}.log`);
  const command = {
    program: process.execPath,
    argv: argumentsOf(service),
    env: { ...serviceEnvironment(service, env, settings), THROUGHLINE_REPLICA: String(replica) },
    cwd: settings.home,
    log,
    channel: true,
  };
  return {
    name,
    log,
    port,
    readyWithinMs: 60_000,
    isHopeless: (how) => HOPELESS.includes(how),
    launch: () => Promise.resolve(new PartProcess(command, END, reaper, 0)),
    ready: (process, signal) => readyOrGivenUp(process, signal),
  };
}

function readyOrGivenUp(process: PartProcess, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('it did not get ready')), { once: true });
    void process.saysReady().then(resolve);
  });
}
