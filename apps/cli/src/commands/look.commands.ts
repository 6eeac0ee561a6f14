import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { withPlatform, withTracedPlatform } from '../platform/with-platform.js';
import { followRun } from '../runs/follow-run.js';
import { RunClient } from '../runs/run-client.js';
import { durationText } from '../terminal/duration.js';
import { Interruption } from '../terminal/interruption.js';
import { oneLine, tableText } from '../terminal/table.js';
import { type CommandContext, runIdArgument } from './command-context.js';
import type { JsonOption } from './json-option.js';
import { report } from './run.command.js';

export async function runsCommand(
  options: JsonOption & { limit: number },
  context: CommandContext,
): Promise<ExitCode> {
  const output = context.output(options.json);
  const { runs } = await withPlatform(context.home(), ({ client }) =>
    new RunClient(client).list(options.limit),
  );
  if (output.isJson) output.object({ runs });
  else if (runs.length === 0) output.line('There are no runs yet.');
  else {
    const rows = runs.map((run) => [
      run.runId,
      run.state,
      run.createdAt,
      run.durationMs === null || run.durationMs === undefined ? '' : durationText(run.durationMs),
      oneLine(run.goal, 60),
    ]);
    for (const text of tableText([['RUN', 'STATE', 'CREATED', 'DURATION', 'GOAL'], ...rows]))
      output.line(text);
  }
  return EXIT.succeeded;
}

export async function showCommand(
  text: string,
  options: JsonOption,
  context: CommandContext,
): Promise<ExitCode> {
  const output = context.output(options.json);
  const id = runIdArgument(text);
  const run = await withPlatform(context.home(), ({ client }) => new RunClient(client).get(id));
  if (output.isJson) output.object(run);
  else report(run, undefined, output);
  return EXIT.succeeded;
}

export async function cancelCommand(
  text: string,
  options: JsonOption,
  context: CommandContext,
): Promise<ExitCode> {
  const output = context.output(options.json);
  const id = runIdArgument(text);
  const run = await withTracedPlatform(context.home(), ({ client }) => new RunClient(client).cancel(id));
  if (output.isJson) output.object(run);
  else output.line(`Run ${id} is ${run.state}.`);
  return EXIT.succeeded;
}

export async function attachCommand(
  text: string,
  options: JsonOption,
  context: CommandContext,
): Promise<ExitCode> {
  const output = context.output(options.json);
  const id = runIdArgument(text);
  using interruption = new Interruption((text) => output.line(text));
  const run = await withPlatform(context.home(), async (access) => {
    await new RunClient(access.client).get(id);
    return followRun(access, id, output, interruption);
  });
  report(run, undefined, output);
  return run.state === 'succeeded' ? EXIT.succeeded : EXIT.failed;
}
