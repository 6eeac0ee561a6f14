import { ON_EXHAUSTED, TASK_APPROVALS } from '@throughline/contracts';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from './commands/command-context.js';
import { addControl } from './commands/control.options.js';
import { addDeadLetters } from './commands/dead-letters.options.js';
import { type DemoOptions, demoCommand } from './commands/demo.command.js';
import { type DoctorOptions, doctorCommand } from './commands/doctor.command.js';
import { type EventsOptions, eventsCommand } from './commands/events.command.js';
import { logsCommand, type LogsOptions } from './commands/logs.command.js';
import {
  attachCommand,
  cancelCommand,
  type JsonOption,
  runsCommand,
  showCommand,
} from './commands/look.commands.js';
import { serveCommand, stopCommand, type UpOptions, upCommand } from './commands/platform.commands.js';
import { runCommand, type RunOptions } from './commands/run.command.js';
import { traceCommand, type TraceOptions } from './commands/trace.command.js';
import { addWhy } from './commands/why.command.js';
import type { ExitCode } from './errors/exit-code.js';

const EXIT_CODES = `
Exit codes: 0 succeeded · 1 the run failed or was cancelled (demo: or its trace is not whole)
            2 wrong use or refused · 3 the platform could not start or cannot be reached`;

const JSON_FLAG = ['--json', 'print one line of JSON at the end; all else goes to standard error'] as const;
const JSON_VIEW = ['--json', 'print one line of JSON'] as const;

/** The commands; each hands its exit code to `end`. */
export function program(context: CommandContext, end: (code: ExitCode) => void): Command {
  const throughline = new Command('throughline')
    .description(
      'Give it a goal and a git repository: it plans, writes, verifies and hands back a branch, and all of it is one trace.',
    )
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText('after', EXIT_CODES);
  addRunning(throughline, context, end);
  addLooking(throughline, context, end);
  addWhy(throughline, context, end);
  addControl(throughline, context, end);
  addDeadLetters(throughline, context, end);
  addPlatform(throughline, context, end);
  return throughline;
}

function addRunning(throughline: Command, context: CommandContext, end: (code: ExitCode) => void): void {
  throughline
    .command('run <goal>')
    .description(
      'do the goal on a repository and hand back a branch; uses the running platform, or starts one for the time',
    )
    .requiredOption('--repo <path>', 'the git repository')
    .option(
      '--check <command>',
      'a command that must pass; may be given several times (default: npm test, where there is one)',
      collect,
    )
    .option('--base <branch>', 'the branch to start from (default: the one that is checked out)')
    .option('--model <name>', 'PROVIDER/MODEL, or scripted/FILE (default: that of the configured provider)')
    .option('--max-attempts <n>', 'attempts at each task', positive)
    .option('--max-parallel-tasks <n>', 'tasks that are done side by side', positive)
    .option('--max-turns <n>', 'answers of the model in one attempt', positive)
    .option('--max-tokens <n>', 'tokens of the whole run, input and output together', positive)
    .option(
      '--max-cost <dollars>',
      'US dollars that the run may cost; the price of the model must be known',
      dollars,
    )
    .option('--task-timeout <duration>', 'the longest time of one attempt at a task', milliseconds)
    .option('--timeout <duration>', 'the longest time of the run: 90s, 30m, 2h', milliseconds)
    .option('--approve-plan', 'wait for a person before anything of the plan is done')
    .addOption(
      new Option('--approve-tasks <which>', 'wait for a person before their merge').choices(TASK_APPROVALS),
    )
    .addOption(
      new Option(
        '--on-exhausted <what>',
        'when a task has failed too often: fail the run, or ask a person',
      ).choices(ON_EXHAUSTED),
    )
    .option(
      '--approval-timeout <duration>',
      'how long people have for each decision: 30m, 48h (default: 24h)',
      milliseconds,
    )
    .option('--detach', 'do not wait for the end; needs a running platform')
    .option(...JSON_FLAG)
    .addHelpText('after', EXIT_CODES)
    .action(
      async (goal: string, { timeout, taskTimeout, approvalTimeout, ...options }: RunOptions & Timeouts) =>
        end(
          await runCommand(
            goal,
            {
              ...options,
              ...(timeout === undefined ? {} : { timeoutMs: timeout }),
              ...(taskTimeout === undefined ? {} : { taskTimeoutMs: taskTimeout }),
              ...(approvalTimeout === undefined ? {} : { approvalTimeoutMs: approvalTimeout }),
            },
            context,
          ),
        ),
    );
  throughline
    .command('demo')
    .description('the main job once on a small real package, with a scripted model: no key, no network')
    .option('--write <folder>', 'write its repository and script there and run nothing')
    .option(...JSON_FLAG)
    .addHelpText('after', EXIT_CODES)
    .action(async (options: DemoOptions) => end(await demoCommand(options, context)));
}

function addLooking(throughline: Command, context: CommandContext, end: (code: ExitCode) => void): void {
  throughline
    .command('runs')
    .description('list the latest runs')
    .option('--limit <n>', 'how many', positive, 20)
    .option(...JSON_VIEW)
    .action(async (options: JsonOption & { limit: number }) => end(await runsCommand(options, context)));
  throughline
    .command('show <run>')
    .description('show a run with its tasks and attempts')
    .option(...JSON_VIEW)
    .action(async (run: string, options: JsonOption) => end(await showCommand(run, options, context)));
  throughline
    .command('trace <run>')
    .description('show the trace of a run as a tree, and its service map; also when no platform runs')
    .option('--depth <n>', 'how deep', positive)
    .option('--all', 'every span: statements and repeated commands are not put together')
    .option(
      '--validate',
      'say instead whether it is whole; also of any trace id, and of the Jaeger at JAEGER_URL',
    )
    .option(...JSON_VIEW)
    .action(async (run: string, options: TraceOptions) => end(await traceCommand(run, options, context)));
  throughline
    .command('logs <run-or-service>')
    .description('what a service has logged last, or what all services have logged about a run')
    .option('--lines <n>', 'how many lines at most', positive, 200)
    .action(async (subject: string, options: LogsOptions) =>
      end(await logsCommand(subject, options, context)),
    );
  throughline
    .command('attach <run>')
    .description('watch a run until it ends')
    .option(...JSON_FLAG)
    .action(async (run: string, options: JsonOption) => end(await attachCommand(run, options, context)));
  throughline
    .command('events')
    .description(
      'watch what happens in all runs, until Ctrl-C; goes on where it was when the platform comes back',
    )
    .option('--from-start', 'begin with the first event that is kept')
    .option('--json', 'print one line of JSON for each event')
    .action(async (options: EventsOptions) => end(await eventsCommand(options, context)));
  throughline
    .command('cancel <run>')
    .description('cancel a run')
    .option(...JSON_VIEW)
    .action(async (run: string, options: JsonOption) => end(await cancelCommand(run, options, context)));
}

function addPlatform(throughline: Command, context: CommandContext, end: (code: ExitCode) => void): void {
  throughline
    .command('up')
    .description('start the platform and stay; Ctrl-C ends it')
    .option('--jaeger', 'with a real Jaeger beside it, which gets every span too')
    .action(async (options: UpOptions) => end(await upCommand(options, context)));
  throughline
    .command('stop')
    .description('end the running platform')
    .action(async () => end(await stopCommand(context)));
  throughline
    .command('serve <service>')
    .description('start one service alone, with Postgres and RabbitMQ for it')
    .action(async (service: string) => end(await serveCommand(service, context)));
  throughline
    .command('doctor')
    .description('say what is there, what is missing and what to do')
    .option(
      '--trace',
      'make a real trace through HTTP, RabbitMQ, Postgres and a stand-in for a model instead, and say whether it arrives',
    )
    .option(...JSON_VIEW)
    .action(async (options: DoctorOptions) => end(await doctorCommand(options, context)));
}

const collect = (value: string, values: readonly string[] = []): string[] => [...values, value];

function positive(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

interface Timeouts {
  readonly timeout?: number;
  readonly taskTimeout?: number;
  readonly approvalTimeout?: number;
}

function dollars(text: string): number {
  const value = /^\d{1,7}(\.\d{1,4})?$/.test(text) ? Number(text) : 0;
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be an amount of US dollars above 0, like 5 or 0.25.');
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

function milliseconds(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const value = Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
  if (value >= 1000) return Math.round(value);
  throw new InvalidArgumentError('It must be a duration of at least a second, like 90s, 30m or 2h.');
}
