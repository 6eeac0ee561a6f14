import type { Command } from 'commander';
import type { ExitCode } from '../errors/exit-code.js';
import type { CommandContext } from './command-context.js';
import { type EventsOptions, eventsCommand } from './events.command.js';
import { JSON_END, JSON_VIEW, type JsonOption } from './json-option.js';
import { logsCommand, type LogsOptions } from './logs.command.js';
import { attachCommand, cancelCommand, runsCommand, showCommand } from './look.commands.js';
import { positive } from './option-values.js';
import { traceCommand, type TraceOptions } from './trace.command.js';

type End = (code: ExitCode) => void;

/** The commands that look at runs, watch them and end them. */
export function addLooking(throughline: Command, context: CommandContext, end: End): void {
  addRuns(throughline, context, end);
  addRecords(throughline, context, end);
  addWatching(throughline, context, end);
}

function addRuns(throughline: Command, context: CommandContext, end: End): void {
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
    .command('cancel <run>')
    .description('cancel a run')
    .option(...JSON_VIEW)
    .action(async (run: string, options: JsonOption) => end(await cancelCommand(run, options, context)));
}

/** What runs leave behind: traces and logs. */
function addRecords(throughline: Command, context: CommandContext, end: End): void {
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
}

function addWatching(throughline: Command, context: CommandContext, end: End): void {
  throughline
    .command('attach <run>')
    .description('watch a run until it ends')
    .option(...JSON_END)
    .action(async (run: string, options: JsonOption) => end(await attachCommand(run, options, context)));
  throughline
    .command('events')
    .description(
      'watch what happens in all runs, until Ctrl-C; goes on where it was when the platform comes back',
    )
    .option('--from-start', 'begin with the first event that is kept')
    .option('--json', 'print one line of JSON for each event')
    .action(async (options: EventsOptions) => end(await eventsCommand(options, context)));
}
