import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Account } from '../home/service-account.js';
import { type PartCommand, PartProcess } from '../process/part-process.js';
import type { Reaper } from '../process/reaper.js';
import { runProgram } from '../process/run-program.js';
import type { PartDefinition } from '../supervisor/supervised-part.js';
import { until } from '../supervisor/until.js';
import { type JaegerPorts, USUAL_PORTS, addressesOf } from './jaeger-addresses.js';
import type { JaegerChoice } from './jaeger-choice.js';
import {
  CONFIGURATION_ARGUMENTS,
  CONFIGURATION_VARIABLE,
  jaegerConfiguration,
} from './jaeger-configuration.js';
import { answersAsJaeger } from './jaeger-health.js';

const IMAGE = 'jaegertracing/jaeger:2.13.0';
const END = { signal: 'SIGTERM', graceMs: 10_000 } as const;

export interface JaegerSettings {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly host: string;
  readonly ports: JaegerPorts;
  readonly reaper: Reaper;
  readonly account: Account | undefined;
}

/** A Jaeger of our own as a supervised process, which keeps its traces in memory. */
export function jaegerPart(choice: JaegerChoice, settings: JaegerSettings): PartDefinition {
  const { home, host, ports, reaper } = settings;
  const log = join(home, 'logs/jaeger.log');
  const command =
    'docker' in choice ? container(choice.docker, settings, log) : program(choice, settings, log);
  const { url } = addressesOf(host, ports);
  return {
    name: 'jaeger',
    log,
    port: ports.query,
    readyWithinMs: 'docker' in choice ? 300_000 : 30_000,
    launch: async () => {
      if ('docker' in choice) await removeContainer(choice.docker, home);
      return new PartProcess(command, END, reaper, 1);
    },
    ready: (_process, signal) => until(() => answersAsJaeger(url), 30, signal),
  };
}

function program(
  { program, isOurs }: Extract<JaegerChoice, { program: string }>,
  { home, env, host, ports, account }: JaegerSettings,
  log: string,
): PartCommand {
  const configuration = JSON.stringify(jaegerConfiguration(host, ports));
  return {
    program,
    argv: CONFIGURATION_ARGUMENTS,
    // The state folder shows whose it is: nothing of it may be left when its platform has ended.
    env: { PATH: env['PATH'], HOME: home, [CONFIGURATION_VARIABLE]: configuration },
    cwd: '/',
    log,
    account: isOurs ? account : undefined,
  };
}

/** In its container it listens on all of the container's addresses; outside, on that of this machine alone. */
function container(docker: string, { home, env, host, ports }: JaegerSettings, log: string): PartCommand {
  const configuration = JSON.stringify(jaegerConfiguration('0.0.0.0', USUAL_PORTS));
  return {
    program: docker,
    argv: runArguments(home, host, ports),
    env: { ...env, [CONFIGURATION_VARIABLE]: configuration },
    cwd: '/',
    log,
  };
}

export function runArguments(home: string, host: string, ports: JaegerPorts): string[] {
  const published = Object.entries(portPairs(ports)).flatMap(([inside, outside]) => [
    '--publish',
    `${host}:${outside}:${inside}`,
  ]);
  return [
    ...['run', '--rm', '--name', containerName(home), '--memory', '1g', '--env', CONFIGURATION_VARIABLE],
    ...published,
    IMAGE,
    ...CONFIGURATION_ARGUMENTS,
  ];
}

const portPairs = (ports: JaegerPorts): Readonly<Record<number, number>> => ({
  [USUAL_PORTS.query]: ports.query,
  [USUAL_PORTS.otlpHttp]: ports.otlpHttp,
  [USUAL_PORTS.otlpGrpc]: ports.otlpGrpc,
  [USUAL_PORTS.zipkin]: ports.zipkin,
});

/** One that was left behind would keep the name. */
const removeContainer = (docker: string, home: string): Promise<unknown> =>
  runProgram(docker, ['rm', '--force', containerName(home)], { timeoutMs: 30_000 }).catch(() => undefined);

const containerName = (home: string): string =>
  `throughline-jaeger-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`;
