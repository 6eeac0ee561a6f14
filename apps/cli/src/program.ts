import { Command } from 'commander';
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
import { addPlans } from './commands/plan.options.js';
import { runCommand } from './commands/run.command.js';
import { typedRunOptions, type TypedRunOptions, withRunOptions } from './commands/run.options.js';
import { addSchedules } from './commands/schedules.options.js';
import { traceCommand, type TraceOptions } from './commands/trace.command.js';
import { addWhy } from './commands/why.command.js';
import { positive } from './commands/option-values.js';
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
  addPlans(throughline, context, end);
  addSchedules(throughline, context, end);
  addDeadLetters(throughline, context, end);
  addPlatform(throughline, context, end);
  return throughline;
}

function addRunning(throughline: Command, context: CommandContext, end: (code: ExitCode) => void): void {
  withRunOptions(throughline.command('run <goal>'))
    .description(
      'do the goal on a repository and hand back a branch; uses the running platform, or starts one for the time',
    )
    .option('--detach', 'do not wait for the end; needs a running platform')
    .option(...JSON_FLAG)
    .addHelpText('after', EXIT_CODES)
    .action(async (goal: string, options: TypedRunOptions) =>
      end(await runCommand(goal, typedRunOptions(options), context)),
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
