import { resolve } from 'node:path';
import { MAX_GOAL_LENGTH } from '@throughline/contracts';
import { NoModelConfiguredError, UsageError } from '../errors/cli.errors.js';

/** What a person has typed after `run`. */
export interface RunArguments {
  readonly goal: string;
  readonly repo: string;
  readonly check?: readonly string[];
  readonly base?: string;
  readonly model?: string;
  readonly maxAttempts?: number;
  readonly maxParallelTasks?: number;
  readonly maxTurns?: number;
  readonly maxTokens?: number;
  readonly maxCost?: number;
  readonly timeoutMs?: number;
  /** Of one attempt. */
  readonly taskTimeoutMs?: number;
  readonly approvePlan?: boolean;
  readonly approveTasks?: string;
  readonly onExhausted?: string;
  readonly approvalTimeoutMs?: number;
}

/** The body of the request, as the contract `CreateRun` has it. */
export interface RunRequest {
  readonly goal: string;
  readonly repository: string;
  readonly checks?: readonly string[];
  readonly base?: string;
  readonly model?: string;
  readonly limits?: Readonly<Record<string, number>>;
  readonly approvals?: Readonly<Record<string, boolean | number | string>>;
}

/** The body of the request, checked as far as it can be before anything is started. */
export function runRequest(given: RunArguments, cwd: string): RunRequest {
  checkGoal(given.goal);
  const empty = given.check?.find((check) => check.trim() === '');
  if (empty !== undefined) throw new UsageError('--check must not be empty: give the command that must pass');
  const limits = limitsOf(given);
  const approvals = approvalsOf(given);
  return {
    goal: given.goal,
    repository: resolve(cwd, given.repo),
    ...(given.check === undefined ? {} : { checks: given.check }),
    ...(given.base === undefined ? {} : { base: given.base }),
    ...(given.model === undefined ? {} : { model: modelName(given.model, cwd) }),
    ...(limits === undefined ? {} : { limits }),
    ...(approvals === undefined ? {} : { approvals }),
  };
}

function checkGoal(goal: string): void {
  if (goal.trim() === '') throw new UsageError('the goal must not be empty: say what shall be done');
  if (goal.length > MAX_GOAL_LENGTH) {
    throw new UsageError(`the goal has ${goal.length} characters; at most ${MAX_GOAL_LENGTH} are possible`);
  }
}

const SCRIPTED = 'scripted/';

/** A script's path counts from where the person is, not from where the platform is. */
export const modelName = (model: string, cwd: string): string =>
  model.startsWith(SCRIPTED) && model.length > SCRIPTED.length
    ? `${SCRIPTED}${resolve(cwd, model.slice(SCRIPTED.length))}`
    : model;

/** @throws {NoModelConfiguredError} when a platform with this environment would have no model */
export function checkModel(model: string | undefined, env: NodeJS.ProcessEnv): void {
  const isConfigured = ['OPENAI_API_KEY', 'OPENAI_BASE_URL'].some((name) => (env[name] ?? '') !== '');
  if (model === undefined && !isConfigured) throw new NoModelConfiguredError();
}

function approvalsOf(given: RunArguments): RunRequest['approvals'] {
  const { approvePlan: plan, approveTasks: tasks, onExhausted, approvalTimeoutMs: timeoutMs } = given;
  const approvals = Object.entries({ plan, tasks, onExhausted, timeoutMs });
  const set = approvals.flatMap(([name, value]): [string, boolean | number | string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return set.length === 0 ? undefined : Object.fromEntries(set);
}

function limitsOf(given: RunArguments): RunRequest['limits'] {
  const { maxAttempts, maxParallelTasks, maxTurns, maxTokens, maxCost: maxCostUsd } = given;
  const { taskTimeoutMs, timeoutMs: runTimeoutMs } = given;
  const limits = Object.entries({
    ...{ maxAttempts, maxParallelTasks, maxTurns, maxTokens, maxCostUsd },
    ...{ taskTimeoutMs, runTimeoutMs },
  });
  const set = limits.flatMap(([name, value]): [string, number][] =>
    value === undefined ? [] : [[name, value]],
  );
  return set.length === 0 ? undefined : Object.fromEntries(set);
}
