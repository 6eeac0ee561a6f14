import type { ScheduleView } from '@throughline/contracts';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { withPlatform, withTracedPlatform } from '../platform/with-platform.js';
import { type RunArguments, runRequest } from '../runs/run-input.js';
import { ScheduleClient } from '../schedules/schedule.client.js';
import { oneScheduleLines, scheduleLines } from '../schedules/schedule-lines.js';
import type { CommandContext } from './command-context.js';
import type { JsonOption } from './json-option.js';

export interface AddScheduleOptions extends Omit<RunArguments, 'goal'>, JsonOption {
  readonly cron: string;
  readonly zone?: string;
  readonly missed?: string;
  readonly overlap?: string;
}

type Wish = (schedules: ScheduleClient) => Promise<ScheduleView>;

export async function listSchedulesCommand(options: JsonOption, context: CommandContext): Promise<ExitCode> {
  const output = context.output(options.json);
  const found = await withPlatform(context.home(), ({ client }) => new ScheduleClient(client).list());
  if (output.isJson) output.object(found);
  else for (const line of scheduleLines(found.schedules)) output.line(line);
  return EXIT.succeeded;
}

export const showScheduleCommand = (name: string, options: JsonOption, context: CommandContext) =>
  answered(options, context, (schedules) => schedules.find(name), oneScheduleLines);

export const removeScheduleCommand = (name: string, options: JsonOption, context: CommandContext) =>
  answered(
    options,
    context,
    (schedules) => schedules.remove(name),
    () => [`Schedule ${name} is removed.`],
  );

export const tellScheduleCommand = (
  what: 'pause' | 'resume',
  name: string,
  options: JsonOption,
  context: CommandContext,
) => answered(options, context, (schedules) => schedules.tell(name, what), nextLine);

export const addScheduleCommand = (
  [name, goal]: readonly [name: string, goal: string],
  { cron, zone, missed, overlap, ...options }: AddScheduleOptions,
  context: CommandContext,
) => {
  const request = {
    name,
    cron,
    timeZone: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(missed === undefined ? {} : { missed }),
    ...(overlap === undefined ? {} : { overlap }),
    run: runRequest({ ...options, goal }, context.cwd),
  };
  return answered(options, context, (schedules) => schedules.add(request), nextLine);
};

const nextLine = ({ name, nextAt }: ScheduleView): string[] => [
  nextAt === null ? `Schedule ${name} is paused.` : `Schedule ${name} makes its next run at ${nextAt}.`,
];

async function answered(
  { json }: JsonOption,
  context: CommandContext,
  wish: Wish,
  lines: (schedule: ScheduleView) => string[],
): Promise<ExitCode> {
  const output = context.output(json);
  const schedule = await withTracedPlatform(context.home(), ({ client }) => wish(new ScheduleClient(client)));
  if (output.isJson) output.object(schedule);
  else for (const line of lines(schedule)) output.line(line);
  return EXIT.succeeded;
}
