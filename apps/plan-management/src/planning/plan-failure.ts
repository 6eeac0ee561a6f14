import { ThroughlineError } from '@throughline/contracts';

/** Why there is no plan, for plan.failed. */
export interface PlanFailure {
  readonly code: string;
  readonly reason: string;
}

const MAX_REASON = 4000;

export const planTimeout = (): PlanFailure => ({
  code: 'plan_timeout',
  reason: 'the plan was not made before its deadline; a longer time for the run may help',
});

export const planCancelled = (): PlanFailure => ({
  code: 'plan_cancelled',
  reason: 'the making of the plan was cancelled',
});

export const planInvalid = (reasons: readonly string[]): PlanFailure => ({
  code: 'plan_invalid',
  reason: cut(
    `the model has made no usable plan, not even after it was told what was wrong: ${reasons.join('; ')}`,
  ),
});

export const tokensUsedUp = (used: number, allowed: number): PlanFailure => ({
  code: 'token_limit_reached',
  reason: `planning has used ${String(used)} tokens of the ${String(allowed)} that the run may use`,
});

export const budgetUsedUp = (reason: string): PlanFailure => ({
  code: 'cost_limit_reached',
  reason: `planning cannot go on: ${reason}`,
});

/** Every try has failed with an error that nobody expected. */
export const planError = (error: unknown): PlanFailure => ({
  code: 'plan_error',
  reason: cut(`the plan could not be made: ${error instanceof Error ? error.message : 'unknown error'}`),
});

/** The failure that an error means when nothing can be gained by trying again; undefined for all other errors. */
export function failureOf(error: unknown): PlanFailure | undefined {
  if (!(error instanceof ThroughlineError) || error.retryable || error.kind === 'internal') return undefined;
  return { code: error.code.slice(0, 100), reason: cut(`${error.message}${shown(error)}`) };
}

/** What a script was asked with is worth showing to the person who writes it. */
function shown({ fields }: ThroughlineError): string {
  const last = fields['lastMessage'];
  return typeof last === 'string' ? `. The last message begins: ${JSON.stringify(last)}` : '';
}

const cut = (text: string): string =>
  text.length <= MAX_REASON ? text : `${text.slice(0, MAX_REASON - 1)}…`;
