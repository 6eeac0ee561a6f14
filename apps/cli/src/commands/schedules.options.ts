import { MISSED_POLICIES, OVERLAP_POLICIES } from '@throughline/contracts';
import { type Command, Option } from 'commander';
import type { ExitCode } from '../errors/exit-code.js';
import type { CommandContext } from './command-context.js';
import { typedRunOptions, withRunOptions } from './run.options.js';
import {
  addScheduleCommand,
  type AddScheduleOptions,
  listSchedulesCommand,
  removeScheduleCommand,
  showScheduleCommand,
  tellScheduleCommand,
} from './schedules.commands.js';
import { JSON_VIEW, type JsonOption } from './json-option.js';

type End = (code: ExitCode) => void;
type Typed = AddScheduleOptions & Parameters<typeof typedRunOptions>[0];

/** The commands about runs that are made at times. */
export function addSchedules(throughline: Command, context: CommandContext, end: End): void {
  const schedules = throughline.command('schedules').description('runs that are made at times');
  schedules
    .command('list', { isDefault: true })
    .description('list the schedules')
    .option(...JSON_VIEW)
    .action(async (options: JsonOption) => end(await listSchedulesCommand(options, context)));
  addAdding(schedules, context, end);
  const about = (name: string, description: string): Command =>
    schedules
      .command(`${name} <name>`)
      .description(description)
      .option(...JSON_VIEW);
  about('show', 'show a schedule and what became of its last times').action(
    async (name: string, options: JsonOption) => end(await showScheduleCommand(name, options, context)),
  );
  about('remove', 'remove a schedule; the runs that it has made stay').action(
    async (name: string, options: JsonOption) => end(await removeScheduleCommand(name, options, context)),
  );
  about('pause', 'make no runs until it is resumed').action(async (name: string, options: JsonOption) =>
    end(await tellScheduleCommand('pause', name, options, context)),
  );
  about('resume', 'make runs again, from the next time on').action(
    async (name: string, options: JsonOption) =>
      end(await tellScheduleCommand('resume', name, options, context)),
  );
}

function addAdding(schedules: Command, context: CommandContext, end: End): void {
  withRunOptions(schedules.command('add <name> <goal>'))
    .description('make a run of the goal at each of these times')
    .requiredOption(
      '--cron <expression>',
      'minute, hour, day of the month, month, day of the week: "30 2 * * 1-5"',
    )
    .option('--zone <name>', 'the time zone, like Europe/Berlin (default: that of this machine)')
    .addOption(
      new Option('--missed <what>', 'times that passed while nothing ran: make no run, one, or all').choices(
        MISSED_POLICIES,
      ),
    )
    .addOption(
      new Option('--overlap <what>', 'while the run before goes on: skip the time, or allow both').choices(
        OVERLAP_POLICIES,
      ),
    )
    .option(...JSON_VIEW)
    .action(async (name: string, goal: string, options: Typed) =>
      end(await addScheduleCommand([name, goal], typedRunOptions(options), context)),
    );
}
