import { type RunId, RunWhy, type WaitingWork } from '@throughline/contracts';
import { withoutTracing } from '@throughline/tracing';
import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import type { PlatformAccess } from '../platform/platform-access.js';
import { withPlatform } from '../platform/with-platform.js';
import { durationText } from '../terminal/duration.js';
import { oneLine, tableText } from '../terminal/table.js';
import { type CommandContext, runIdArgument } from './command-context.js';
import { JSON_VIEW, type JsonOption } from './json-option.js';

export function addWhy(throughline: Command, context: CommandContext, end: (code: ExitCode) => void): void {
  throughline
    .command('why <run>')
    .description('say what a run waits for: each unfinished piece of work, since when, and until when')
    .option(...JSON_VIEW)
    .action(async (run: string, options: JsonOption) => end(await whyCommand(run, options, context)));
}

async function whyCommand(text: string, options: JsonOption, context: CommandContext): Promise<ExitCode> {
  const output = context.output(options.json);
  const id = runIdArgument(text);
  const why = await withPlatform(context.home(), (access) => ask(access, id));
  if (output.isJson) output.object(why);
  else for (const line of whyLines(why)) output.line(line);
  return EXIT.succeeded;
}

const ask = ({ client }: PlatformAccess, id: RunId): Promise<RunWhy> =>
  withoutTracing(() => client.get('api-gateway', `/v1/runs/${id}/why`, RunWhy));

/** For people: a piece of work a line. */
export function whyLines({ runId, state, reason, at, stuck, waiting }: RunWhy): string[] {
  const because = typeof reason === 'string' && reason !== '' ? `: ${oneLine(reason, 1_000)}` : '';
  const head = `Run ${runId} is ${state}${because}.`;
  if (waiting.length === 0) return [`${head} Nothing of it waits.`];
  const now = Date.parse(at);
  const rows = waiting.map((work) => rowOf(work, now));
  const table = tableText([['WHAT', 'ID', 'STATE', 'FOR', 'LEFT', 'WHY'], ...rows]);
  return [
    head,
    ...table,
    ...(stuck > 0 ? [`${stuck} of its tasks are stuck; the reconciler mends that.`] : []),
  ];
}

function rowOf({ what, id, state, since, deadline, text }: WaitingWork, now: number): string[] {
  return [
    what,
    oneLine(id, 60),
    state,
    between(since, now, 1),
    between(deadline, now, -1),
    oneLine(text, 160),
  ];
}

function between(time: string | null, now: number, sign: 1 | -1): string {
  if (time === null) return '';
  const ms = sign * (now - Date.parse(time));
  return ms < 0 ? `overdue ${durationText(-ms)}` : durationText(ms);
}
