import {
  type CreateRun,
  dollarsText,
  type ResolvedModel,
  RunLimits,
  ThroughlineError,
} from '@throughline/contracts';
import type { OrchestratorConfig } from '../config.js';

/** A budget in dollars cannot be held by a model of which nobody knows what it costs. */
export class PriceUnknownError extends ThroughlineError {
  constructor(model: string, budget: number) {
    super(
      'price_unknown',
      'invalid',
      `the run may cost ${dollarsText(budget)}, but the price of ${model} is not known, so that the budget cannot be held; use a model with a known price, or limit the tokens instead`,
      { fields: { model } },
    );
  }
}

/**
 * What the run may use: what was asked for, else the platform's default.
 * @throws {PriceUnknownError}
 */
export function limitsOf({ limits }: CreateRun, config: OrchestratorConfig, model: ResolvedModel): RunLimits {
  const maxCostUsd = limits?.maxCostUsd ?? config.maxCostUsd;
  if (maxCostUsd !== undefined && !hasPrice(model)) throw new PriceUnknownError(model.model, maxCostUsd);
  return Object.assign(new RunLimits(), {
    maxAttempts: limits?.maxAttempts ?? config.maxAttempts,
    maxParallelTasks: limits?.maxParallelTasks ?? config.maxParallelTasks,
    maxTurns: limits?.maxTurns ?? config.maxTurns,
    maxTokens: limits?.maxTokens ?? config.maxTokens,
    ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
    runTimeoutMs: limits?.runTimeoutMs ?? config.runTimeoutMs,
    taskTimeoutMs: limits?.taskTimeoutMs ?? config.taskTimeoutMs,
    checkTimeoutMs: limits?.checkTimeoutMs ?? config.checkTimeoutMs,
  });
}

const isKnown = (price: number | null | undefined): price is number => typeof price === 'number';

const hasPrice = ({ inputPrice, outputPrice }: ResolvedModel): boolean =>
  isKnown(inputPrice) && isKnown(outputPrice);
