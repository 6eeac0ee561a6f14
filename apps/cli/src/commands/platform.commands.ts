import { type ServiceName, SERVICES } from '@throughline/contracts';
import { type Platform, processesOf, startPlatform, stopRunningPlatform } from '@throughline/platform';
import { PlatformLostError, UsageError } from '../errors/cli.errors.js';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { askedToEnd } from '../terminal/interruption.js';
import type { Output } from '../terminal/output.js';
import { tableText } from '../terminal/table.js';
import type { CommandContext } from './command-context.js';
import { commandLine } from '../terminal/command-line.js';

export interface UpOptions {
  readonly jaeger?: boolean;
}

/** Starts everything and stays until it is asked to end. */
export const upCommand = ({ jaeger = false }: UpOptions, context: CommandContext): Promise<ExitCode> =>
  stayUp(SERVICES, context, jaeger);

/** One service alone, with Postgres and RabbitMQ for it. */
export function serveCommand(name: string, context: CommandContext): Promise<ExitCode> {
  const service = SERVICES.find((known) => known === name);
  if (service === undefined)
    throw new UsageError(`there is no service ${JSON.stringify(name)}; services: ${SERVICES.join(', ')}`);
  return stayUp([service], context);
}

export async function stopCommand(context: CommandContext): Promise<ExitCode> {
  const stopped = await stopRunningPlatform(context.home());
  context.output().line(stopped ? 'The platform has ended.' : 'No platform is running.');
  return EXIT.succeeded;
}

async function stayUp(
  services: readonly ServiceName[],
  { env, home, output: makeOutput }: CommandContext,
  jaeger = false,
): Promise<ExitCode> {
  const output = makeOutput();
  const platform = await startPlatform({
    home: home(),
    env,
    services,
    jaeger,
    progress: (text) => output.line(text),
  });
  const ended = askedToEnd();
  try {
    printPlaces(platform, services, env, output);
    const reason = await Promise.race([ended, platform.failed]);
    if (reason instanceof Error) throw new PlatformLostError(reason.message);
    output.line('Ending …');
    return EXIT.succeeded;
  } finally {
    await platform.stop();
  }
}

function printPlaces(
  platform: Platform,
  services: readonly ServiceName[],
  env: NodeJS.ProcessEnv,
  output: Output,
): void {
  output.heading('Throughline is up');
  const states = new Map(platform.status().map(({ name, state }) => [name, state]));
  const processes = services.flatMap((service) => processesOf(service, env));
  const rows = processes.map(({ name, port }) => [
    name,
    `http://127.0.0.1:${port}`,
    states.get(name) ?? 'unknown',
  ]);
  const jaeger =
    platform.jaeger === undefined ? [] : [['jaeger', platform.jaeger.url, 'gets every span too']];
  for (const text of tableText([...rows, ...jaeger, ['state folder', platform.home]]))
    output.line(`  ${text}`);
  output.line();
  if (services.length === SERVICES.length) output.line(`Try: ${commandLine('run "GOAL" --repo PATH')}`);
  output.line('Ctrl-C ends it.');
}
