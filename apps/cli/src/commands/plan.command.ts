import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RunId } from '@throughline/contracts';
import { UsageError } from '../errors/cli.errors.js';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { startTracing } from '../platform/cli-tracing.js';
import { type PlatformAccess, usePlatform } from '../platform/platform-access.js';
import { PlanClient } from '../plans/plan.client.js';
import { editOf } from '../plans/plan-edit-file.js';
import { historyLines, planLines } from '../plans/plan-lines.js';
import type { Output } from '../terminal/output.js';
import { type CommandContext, runIdArgument } from './command-context.js';

export interface PlanOptions {
  readonly version?: number;
  readonly history?: boolean;
  readonly edit?: string;
  readonly json?: boolean;
}

export async function planCommand(
  text: string,
  options: PlanOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (options.history === true && (options.edit ?? options.version) !== undefined)
    throw new UsageError('--history shows all versions: leave out --version and --edit');
  const output = context.output(options.json);
  const id = runIdArgument(text);
  const access = usePlatform(context.home());
  try {
    if (options.edit !== undefined)
      await edited(access, id, resolve(context.cwd, options.edit), options, output);
    else if (options.history === true) await shownHistory(access, id, output);
    else await shownPlan(access, id, options, output);
    return EXIT.succeeded;
  } finally {
    await access.close();
  }
}

async function shownPlan(
  { client }: PlatformAccess,
  id: RunId,
  { version }: PlanOptions,
  output: Output,
): Promise<void> {
  const plan = await new PlanClient(client).find(id, version);
  if (output.isJson) output.object(plan);
  else for (const line of planLines(plan)) output.line(line);
}

async function shownHistory({ client }: PlatformAccess, id: RunId, output: Output): Promise<void> {
  const history = await new PlanClient(client).history(id);
  if (output.isJson) output.object(history);
  else for (const line of historyLines(history)) output.line(line);
}

/** A trace of its own, as every wish of a person. */
async function edited(
  access: PlatformAccess,
  id: RunId,
  path: string,
  { version }: PlanOptions,
  output: Output,
): Promise<void> {
  const edit = editOf(path, await readFile(path, 'utf8').catch(unreadable(path)));
  const plans = new PlanClient(access.client);
  const tracing = startTracing(access);
  try {
    const seen = version ?? edit.version ?? (await plans.find(id)).version;
    const plan = await plans.revise(id, { ...edit, version: seen });
    if (output.isJson) output.object(plan);
    else output.line(`The plan of run ${id} is at version ${String(plan.version)}.`);
  } finally {
    await tracing.shutdown();
  }
}

const unreadable =
  (path: string) =>
  (error: unknown): never => {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  };
