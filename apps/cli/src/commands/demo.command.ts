import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { demoEnvironment, keepTracesHere } from '../demo/demo-environment.js';
import { type DemoWorkspace, makeDemoWorkspace, writeDemo } from '../demo/demo-workspace.js';
import { DEMO_CHECK, DEMO_GOAL } from '../demo/textkit.js';
import { UsageError } from '../errors/cli.errors.js';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { useOrStartPlatform } from '../platform/platform-access.js';
import { freePortBase } from '../platform/port-block.js';
import { executeRun, type ExecutedRun } from '../runs/execute-run.js';
import { RunClient } from '../runs/run-client.js';
import { SCRIPTED_NOTE } from '../runs/run-report.js';
import { Interruption } from '../terminal/interruption.js';
import type { Output } from '../terminal/output.js';
import type { CommandContext } from './command-context.js';
import type { JsonOption } from './json-option.js';
import { report } from './run.command.js';
import { printTrace } from './trace.command.js';
import { commandLine } from '../terminal/command-line.js';

const FIRST_PORT_BASE = 7600;

/** The demo's folders go away with it: there is nothing of it to look at. */
const NEXT = [commandLine('run "GOAL" --repo PATH'), commandLine('run --help')];

export interface DemoOptions extends JsonOption {
  /** A folder for the demo's files: they are written, and nothing is run. */
  readonly write?: string;
}

/** The main job once, on a small real package, without a key. */
export async function demoCommand(options: DemoOptions, context: CommandContext): Promise<ExitCode> {
  const output = context.output(options.json);
  if (options.write !== undefined) return writeFiles(resolve(context.cwd, options.write), output);
  using interruption = new Interruption((text) => output.line(text));
  const workspace = await makeDemoWorkspace();
  try {
    const env = demoEnvironment(context.env, await freePortBase(FIRST_PORT_BASE));
    return await demo(workspace, env, output, interruption);
  } finally {
    await workspace.remove();
  }
}

/** For those who want to run it on a platform of theirs, or to look at it first. */
async function writeFiles(folder: string, output: Output): Promise<ExitCode> {
  if ((await readdir(folder).catch(() => [])).length > 0)
    throw new UsageError(`${folder} is not empty; name a new folder for the files of the demo`);
  const { repository, model } = await writeDemo(folder);
  if (output.isJson) output.object({ goal: DEMO_GOAL, repository, check: DEMO_CHECK, model });
  else {
    output.line(`The demo's repository and script are in ${folder}. Run it with:`);
    output.line(
      `  ${commandLine(`run ${JSON.stringify(DEMO_GOAL)} --repo ${repository} --check "${DEMO_CHECK}" --model ${model}`)}`,
    );
  }
  return EXIT.succeeded;
}

async function demo(
  workspace: DemoWorkspace,
  env: NodeJS.ProcessEnv,
  output: Output,
  interruption: Interruption,
): Promise<ExitCode> {
  const { home, repository, model } = workspace;
  keepTracesHere(process.env);
  output.line(`Goal: ${DEMO_GOAL}`);
  output.line(output.colors.yellow(SCRIPTED_NOTE));
  const access = await useOrStartPlatform({ home, env, progress: (text) => output.line(text) });
  try {
    const request = { goal: DEMO_GOAL, repository, checks: [DEMO_CHECK], model };
    const executed = await executeRun(access, request, output, interruption);
    if (!output.isJson && executed.trace !== undefined) {
      printTrace(executed.trace.spans, executed.trace.report, output);
      await printDiff(new RunClient(access.client), executed, output);
    }
    report(executed.run, executed.trace, output, NEXT);
    return isGood(executed) ? EXIT.succeeded : EXIT.failed;
  } finally {
    await access.close();
  }
}

async function printDiff(runs: RunClient, { run }: ExecutedRun, output: Output): Promise<void> {
  if (run.branch === null || run.branch === undefined) return;
  const { patch } = await runs.diff(run.runId);
  output.heading(`Diff of ${run.branch}`);
  output.line(patch.trimEnd());
}

/** Succeeded, and its trace is whole: one root, no orphans, created = received. */
const isGood = ({ run, trace }: ExecutedRun): boolean =>
  run.state === 'succeeded' && trace?.isSettled === true && trace.report.overallStatus === 'healthy';
