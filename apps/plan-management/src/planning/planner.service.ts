import { Inject, Injectable } from '@nestjs/common';
import {
  type ChatMessage,
  costLimitReached,
  type PlanCreate,
  type PlannedTask,
  type RunLimits,
  type Usage,
} from '@throughline/contracts';
import { faultPoint } from '@throughline/resilience';
import { traceOperation } from '@throughline/tracing';
import { PlanConfig } from '../config.js';
import { BaseFiles } from './base-files.js';
import { type Judgement, judgeAnswer } from './plan-answer.js';
import { budgetUsedUp, type PlanFailure, planInvalid, tokensUsedUp } from './plan-failure.js';
import { planAttributes } from './plan-span.js';
import { PlanningModel } from './planning-model.js';
import { openingMessages } from './planning-prompt.js';
import type { PlanningTurnEntity } from './planning-turn.entity.js';
import { PlanningTurns } from './planning-turns.js';
import { usageOf } from './usage.js';

/** A first answer, and one more after it was told what is wrong with the first. */
const MAX_ROUNDS = 2;

export type PlanningOutcome = { readonly usage: Usage } & (
  { readonly tasks: PlannedTask[] } | { readonly failure: PlanFailure }
);

/** Makes a plan for a goal. Each answer of the model is kept, so a planner that dies goes on where it was. */
@Injectable()
export class PlannerService {
  constructor(
    @Inject(BaseFiles) private readonly files: BaseFiles,
    @Inject(PlanningModel) private readonly model: PlanningModel,
    @Inject(PlanningTurns) private readonly turns: PlanningTurns,
    @Inject(PlanConfig) private readonly config: PlanConfig,
  ) {}

  async plan(command: PlanCreate, signal: AbortSignal): Promise<PlanningOutcome> {
    // What an earlier run has left to do was a plan already.
    if (command.tasks !== undefined) return { tasks: command.tasks, usage: usageOf([]) };
    const kept = await this.turns.of(command.runId);
    const turns: PlanningTurnEntity[] = [];
    const messages = await this.#opening(command, signal);
    for (let round = 1; ; round++) {
      const turn = kept[round - 1] ?? (await this.#ask(command, round, messages, signal));
      turns.push(turn);
      const judged = this.#judge(command, round, turn.answer);
      const usage = usageOf(turns);
      if ('tasks' in judged) return { tasks: judged.tasks, usage };
      const failure = failureAfter(round, judged.reasons, usage, command.limits);
      if (failure !== undefined) return { failure, usage };
      messages.push(turn.answer, ...judged.correction);
    }
  }

  async #opening({ goal, checks, repository }: PlanCreate, signal: AbortSignal): Promise<ChatMessage[]> {
    const context = await this.files.read(repository, signal);
    return openingMessages({ goal, checks, maxTasks: this.config.maxTasks, repository: context });
  }

  async #ask({ runId, model }: PlanCreate, turn: number, messages: ChatMessage[], signal: AbortSignal) {
    const answer = await this.model.ask(model, messages, signal);
    faultPoint('plan-management.turn.before-keep');
    const kept = await this.turns.keep({ runId, turn, ...answer });
    faultPoint('plan-management.turn.after-keep');
    return kept;
  }

  #judge({ runId, checks }: PlanCreate, round: number, answer: ChatMessage): Judgement {
    const rules = { maxTasks: this.config.maxTasks, checks: checks.map(({ name }) => name) };
    return traceOperation(
      'plan_management.validate_plan',
      { ...planAttributes(runId), 'throughline.plan.round': round },
      (span) => {
        const judged = judgeAnswer(answer, rules);
        if ('tasks' in judged) span.setAttribute('throughline.plan.tasks', judged.tasks.length);
        else span.setAttribute('throughline.plan.problems', judged.reasons.length);
        return judged;
      },
    );
  }
}

function failureAfter(
  round: number,
  reasons: readonly string[],
  usage: Usage,
  { maxTokens, maxCostUsd }: RunLimits,
): PlanFailure | undefined {
  if (round >= MAX_ROUNDS) return planInvalid(reasons);
  const used = usage.inputTokens + usage.outputTokens;
  if (used >= maxTokens) return tokensUsedUp(used, maxTokens);
  const overBudget = costLimitReached(maxCostUsd, usage.costUsd);
  return overBudget === undefined ? undefined : budgetUsedUp(overBudget);
}
