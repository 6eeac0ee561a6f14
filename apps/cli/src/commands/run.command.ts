import type { RunView } from '@throughline/contracts';
import { runningPlatform } from '@throughline/platform';
import { DetachNeedsPlatformError } from '../errors/cli.errors.js';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { useOrStartPlatform } from '../platform/platform-access.js';
import { withTracedPlatform } from '../platform/with-platform.js';
import { executeRun, startRun } from '../runs/execute-run.js';
import { checkModel, type RunArguments, runRequest } from '../runs/run-input.js';
import { isScripted, nextSteps, runFacts, SCRIPTED_NOTE, taskLines } from '../runs/run-report.js';
import { runResult } from '../runs/run-result.js';
import { waitingLines } from '../runs/waiting-lines.js';
import { commandLine } from '../terminal/command-line.js';
import { Interruption } from '../terminal/interruption.js';
import type { Output } from '../terminal/output.js';
import { tableText } from '../terminal/table.js';
import type { WholeTrace } from '../traces/whole-trace.js';
import type { CommandContext } from './command-context.js';
import type { JsonOption } from './json-option.js';

export interface RunOptions extends Omit<RunArguments, 'goal'>, JsonOption {
  readonly detach?: boolean;
}

export async function runCommand(
  goal: string,
  options: RunOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { env, cwd } = context;
  const [output, home] = [context.output(options.json), context.home()];
  const request = runRequest({ ...options, goal }, cwd);
  const isRunning = runningPlatform(home) !== undefined;
  if (!isRunning) checkModel(options.model, env);
  if (options.detach === true) {
    if (!isRunning) throw new DetachNeedsPlatformError();
    return detached(home, request, output);
  }
  using interruption = new Interruption((text) => output.line(text));
  const access = await useOrStartPlatform({ home, env, progress: (text) => output.line(text) });
  try {
    const { run, trace } = await executeRun(access, request, output, interruption);
    report(run, trace, output);
    return run.state === 'succeeded' ? EXIT.succeeded : EXIT.failed;
  } finally {
    await access.close();
  }
}

async function detached(
  home: string,
  request: ReturnType<typeof runRequest>,
  output: Output,
): Promise<ExitCode> {
  const run = await withTracedPlatform(home, (access) => startRun(access, request));
  if (output.isJson) output.object(runResult(run, undefined));
  else output.line(`Run ${run.runId} is under way. Watch it with: ${commandLine(`attach ${run.runId}`)}`);
  return EXIT.succeeded;
}

/** The end of a run, for people or for programs. */
export function report(
  run: RunView,
  trace: WholeTrace | undefined,
  output: Output,
  next: readonly string[] = nextSteps(run),
): void {
  if (output.isJson) {
    output.object(runResult(run, trace));
    return;
  }
  output.heading('Result');
  for (const text of tableText(runFacts(run))) output.line(text);
  if (trace !== undefined) output.line(traceText(trace));
  if (run.tasks.length > 0) output.heading('Tasks');
  for (const text of tableText(taskLines(run))) output.line(text);
  const waiting = waitingLines(run);
  if (waiting.length > 0) output.heading('Waits for a person');
  for (const text of waiting) output.line(text);
  output.heading('Go on with');
  for (const text of next) output.line(`  ${text}`);
  if (isScripted(run)) output.line(`\n${output.colors.yellow(SCRIPTED_NOTE)}`);
}

export function traceText({
  spans,
  created,
  report: { services, overallStatus, findings },
  isSettled,
}: WholeTrace): string {
  const counted = `trace     ${spans.length} spans of ${services.length} services, ${created.size} created`;
  if (isSettled && overallStatus === 'healthy') return `${counted}: whole`;
  return `${counted}: not whole: ${[...(isSettled ? [] : ['it did not settle in time']), ...findings].join('; ')}`;
}
