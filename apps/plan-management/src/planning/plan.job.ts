import { Inject, Injectable } from '@nestjs/common';
import { PlanCreate, PlanFailed, PlanReady } from '@throughline/contracts';
import { HandlesJob, JobCancelledError, type LeasedJob } from '@throughline/jobs';
import { withDeadline } from '@throughline/resilience';
import { traceAsyncOperation } from '@throughline/tracing';
import { PlanEntity } from '../plans/plan.entity.js';
import { failureOf, planCancelled, type PlanFailure, planError, planTimeout } from './plan-failure.js';
import { FIRST_VERSION, planAttributes } from './plan-span.js';
import { PlannerService, type PlanningOutcome } from './planner.service.js';
import { PlanningTurns } from './planning-turns.js';
import { usageOf } from './usage.js';

export const PLAN_JOB = 'plan.create';

type PlanJobLease = LeasedJob<PlanCreate>;

/** The durable work of making a plan: it ends with plan.ready or plan.failed, also when it is cancelled. */
@Injectable()
export class PlanJob {
  constructor(
    @Inject(PlannerService) private readonly planner: PlannerService,
    @Inject(PlanningTurns) private readonly turns: PlanningTurns,
  ) {}

  @HandlesJob(PLAN_JOB, { concurrency: 4, leaseMs: 30_000, exhausted: 'onExhausted' })
  async handle(job: PlanJobLease): Promise<void> {
    const { deadline, runId } = job.payload;
    await withDeadline(deadline, () =>
      traceAsyncOperation('plan_management.create_plan', planAttributes(runId), async (span) => {
        const outcome = await this.#outcomeOf(job);
        if ('failure' in outcome) span.setAttributes({ error: true, 'error.type': outcome.failure.code });
        await end(job, outcome);
      }),
    );
  }

  async onExhausted(job: PlanJobLease, error: unknown): Promise<void> {
    await end(job, await this.#failed(job, planError(error)));
  }

  /** @throws what may pass, or what nobody expected: then the job is handed back */
  async #outcomeOf(job: PlanJobLease): Promise<PlanningOutcome> {
    const { payload, signal } = job;
    if (isOver(payload)) return this.#failed(job, planTimeout());
    try {
      return await this.planner.plan(payload, signal);
    } catch (error) {
      if (signal.reason instanceof JobCancelledError) return this.#failed(job, planCancelled());
      if (signal.aborted) throw error;
      const failure = isOver(payload) ? planTimeout() : failureOf(error);
      if (failure === undefined) throw error;
      return this.#failed(job, failure);
    }
  }

  async #failed({ payload }: PlanJobLease, failure: PlanFailure): Promise<PlanningOutcome> {
    return { failure, usage: usageOf(await this.turns.of(payload.runId)) };
  }
}

/** Timers may fire a little early, on a clock of their own. */
const TIMER_SLACK_MS = 20;

const isOver = ({ deadline }: PlanCreate): boolean => Date.now() + TIMER_SLACK_MS >= deadline;

/** One transaction: the plan, the end of the job, and the message that tells of it. */
async function end(job: PlanJobLease, outcome: PlanningOutcome): Promise<void> {
  const { runId } = job.payload;
  const { usage } = outcome;
  if ('failure' in outcome) {
    await job.complete(undefined, new PlanFailed({ runId, ...outcome.failure, usage }));
    return;
  }
  const { tasks } = outcome;
  await job.complete(
    async ({ manager }) => {
      await manager.insert(PlanEntity, { runId, version: FIRST_VERSION, tasks });
    },
    new PlanReady({ runId, planVersion: FIRST_VERSION, tasks, usage }),
  );
}
