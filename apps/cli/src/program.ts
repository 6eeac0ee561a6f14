import { Command } from 'commander';
import type { CommandContext } from './commands/command-context.js';
import { addControl } from './commands/control.options.js';
import { addDeadLetters } from './commands/dead-letters.options.js';
import { type DemoOptions, demoCommand } from './commands/demo.command.js';
import { type DoctorOptions, doctorCommand } from './commands/doctor.command.js';
import { JSON_END, JSON_VIEW } from './commands/json-option.js';
import { addLooking } from './commands/look.options.js';
import { serveCommand, stopCommand, type UpOptions, upCommand } from './commands/platform.commands.js';
import { addPlans } from './commands/plan.options.js';
import { runCommand } from './commands/run.command.js';
import { typedRunOptions, type TypedRunOptions, withRunOptions } from './commands/run.options.js';
import { addSchedules } from './commands/schedules.options.js';
import { addWhy } from './commands/why.command.js';
import type { ExitCode } from './errors/exit-code.js';

const EXIT_CODES = `
Exit codes: 0 succeeded · 1 the run failed or was cancelled (demo: or its trace is not whole)
            2 wrong use or refused · 3 the platform could not start or cannot be reached`;

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
    .option(...JSON_END)
    .addHelpText('after', EXIT_CODES)
    .action(async (goal: string, options: TypedRunOptions) =>
      end(await runCommand(goal, typedRunOptions(options), context)),
    );
  throughline
    .command('demo')
    .description('the main job once on a small real package, with a scripted model: no key, no network')
    .option('--write <folder>', 'write its repository and script there and run nothing')
    .option(...JSON_END)
    .addHelpText('after', EXIT_CODES)
    .action(async (options: DemoOptions) => end(await demoCommand(options, context)));
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
