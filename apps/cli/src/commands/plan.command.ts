import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RunId } from '@throughline/contracts';
import { UsageError } from '../errors/cli.errors.js';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { withPlatform, withTracedPlatform } from '../platform/with-platform.js';
import { PlanClient } from '../plans/plan.client.js';
import { editOf } from '../plans/plan-edit-file.js';
import { historyLines, planLines } from '../plans/plan-lines.js';
import { type CommandContext, runIdArgument } from './command-context.js';
import type { JsonOption } from './json-option.js';

export interface PlanOptions extends JsonOption {
  readonly version?: number;
  readonly history?: boolean;
  readonly edit?: string;
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
  const answer = await answerOf(id, options, context);
  if (output.isJson) output.object(answer.object);
  else for (const line of answer.lines) output.line(line);
  return EXIT.succeeded;
}

interface Answer {
  readonly object: object;
  readonly lines: readonly string[];
}

function answerOf(id: RunId, options: PlanOptions, { cwd, home }: CommandContext): Promise<Answer> {
  const { edit, history, version } = options;
  if (edit !== undefined)
    return withTracedPlatform(home(), ({ client }) =>
      edited(new PlanClient(client), id, resolve(cwd, edit), version),
    );
  return withPlatform(home(), ({ client }) =>
    history === true
      ? shownHistory(new PlanClient(client), id)
      : shownPlan(new PlanClient(client), id, version),
  );
}

async function shownPlan(plans: PlanClient, id: RunId, version: number | undefined): Promise<Answer> {
  const plan = await plans.find(id, version);
  return { object: plan, lines: planLines(plan) };
}

async function shownHistory(plans: PlanClient, id: RunId): Promise<Answer> {
  const history = await plans.history(id);
  return { object: history, lines: historyLines(history) };
}

async function edited(
  plans: PlanClient,
  id: RunId,
  path: string,
  version: number | undefined,
): Promise<Answer> {
  const edit = editOf(path, await readFile(path, 'utf8').catch(unreadable(path)));
  const seen = version ?? edit.version ?? (await plans.find(id)).version;
  const plan = await plans.revise(id, { ...edit, version: seen });
  return { object: plan, lines: [`The plan of run ${id} is at version ${String(plan.version)}.`] };
}

const unreadable =
  (path: string) =>
  (error: unknown): never => {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  };
