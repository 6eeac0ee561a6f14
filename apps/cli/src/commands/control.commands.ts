import { type Decision, isTaskId, type RunId, type RunView, type TaskId } from '@throughline/contracts';
import { UsageError } from '../errors/cli.errors.js';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { withTracedPlatform } from '../platform/with-platform.js';
import { RunClient } from '../runs/run-client.js';
import { RunControlClient } from '../runs/run-control.client.js';
import { waitingLines } from '../runs/waiting-lines.js';
import { commandLine } from '../terminal/command-line.js';
import { userName } from '../terminal/user-name.js';
import { type CommandContext, runIdArgument } from './command-context.js';
import type { JsonOption } from './json-option.js';

export interface ControlOptions extends JsonOption {
  readonly by?: string;
  readonly comment?: string;
}

export type DecisionOptions = ControlOptions & { readonly planVersion?: number; readonly attempt?: number };

interface Asked {
  readonly id: RunId;
  readonly runs: RunClient;
  readonly control: RunControlClient;
}

type Wish = (asked: Asked, remark: { by?: string; comment?: string }) => Promise<RunView>;

export const pauseCommand = (run: string, options: ControlOptions, context: CommandContext) =>
  controlled(run, options, context, ({ id, control }, remark) => control.pause(id, remark));

export const resumeCommand = (run: string, options: ControlOptions, context: CommandContext) =>
  controlled(run, options, context, ({ id, control }, remark) => control.resume(id, remark));

/** Without a version or an attempt it is about what is there now. */
export const decideCommand = (
  decision: Decision,
  [run, task]: readonly [run: string, task: string | undefined],
  options: DecisionOptions,
  context: CommandContext,
) =>
  controlled(run, options, context, async ({ id, runs, control }, remark) => {
    const subject = subjectOf(
      await runs.get(id),
      task === undefined ? undefined : taskArgument(task),
      options,
    );
    return control.decide(id, { decision, ...subject, ...remark });
  });

export const retryCommand = (run: string, task: string, options: DecisionOptions, context: CommandContext) =>
  controlled(run, options, context, async ({ id, runs, control }, remark) => {
    const known = taskArgument(task);
    const attempt = options.attempt ?? newestAttempt(await runs.get(id), known);
    return control.retry(id, known, { ...(attempt > 0 ? { attempt } : {}), ...remark });
  });

async function controlled(
  text: string,
  options: ControlOptions,
  context: CommandContext,
  wish: Wish,
): Promise<ExitCode> {
  const output = context.output(options.json);
  const id = runIdArgument(text);
  const run = await withTracedPlatform(context.home(), ({ client }) =>
    wish({ id, runs: new RunClient(client), control: new RunControlClient(client) }, remarkOf(options)),
  );
  if (output.isJson) output.object(run);
  else {
    output.line(
      run.runId === id ? `Run ${id} is ${run.state}.` : `Run ${run.runId} goes on where ${id} has failed.`,
    );
    for (const line of waitingLines(run)) output.line(line);
  }
  return EXIT.succeeded;
}

/** Who it is: what the person says, else their name on this machine. */
function remarkOf({ by, comment }: ControlOptions): { by?: string; comment?: string } {
  const name = by ?? userName();
  return { ...(name === undefined ? {} : { by: name }), ...(comment === undefined ? {} : { comment }) };
}

function subjectOf(run: RunView, task: TaskId | undefined, { planVersion, attempt }: DecisionOptions) {
  if (task === undefined) return { planVersion: planVersion ?? Math.max(1, run.planVersion ?? 1) };
  return { task, attempt: attempt ?? Math.max(1, newestAttempt(run, task)) };
}

const newestAttempt = (run: RunView, id: TaskId): number =>
  Math.max(
    0,
    ...run.tasks
      .filter((task) => task.id === id)
      .flatMap((task) => task.attempts.map(({ number }) => number)),
  );

function taskArgument(text: string): TaskId {
  if (isTaskId(text)) return text;
  throw new UsageError(
    `${JSON.stringify(text)} is no task id; list the run's tasks with: ${commandLine('show RUN')}`,
  );
}
