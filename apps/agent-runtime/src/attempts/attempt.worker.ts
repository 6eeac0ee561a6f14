import { Injectable } from '@nestjs/common';
import {
  ChatCompletion,
  type ChatMessage,
  TaskAttemptProgressed,
  TaskAttemptStarted,
  TaskRun,
  ThroughlineError,
} from '@throughline/contracts';
import { HandlesJob, type LeasedJob } from '@throughline/jobs';
import { faultPoint, withDeadline } from '@throughline/resilience';
import { ServiceClient } from '@throughline/service-client';
import { traceAsyncOperation } from '@throughline/tracing';
import { AgentConfig } from '../config.js';
import { conversationOf, limitReached, tokensOf, usageOf } from '../conversation/conversation.js';
import { FINISH, isFinish, summaryOf } from '../tools/finish.js';
import { callTool, TOOL_DEFINITIONS } from '../tools/toolbox.js';
import { type Workspace, WorkspaceClient } from '../workspace/workspace.client.js';
import { type Ending, endingOf } from './attempt-ending.js';
import { measureAttempt } from './attempt-metrics.js';
import { ATTEMPT_JOB } from './attempts.service.js';
import { finishedEvent } from './finished-event.js';
import { noteOf } from './progress-note.js';
import type { Turn } from './turn.entity.js';
import { TurnsRepository } from './turns.repository.js';

type Job = LeasedJob<TaskRun>;

/** Works on one attempt: ask the model, do what it says, until it finishes or a limit is reached. */
@Injectable()
export class AttemptWorker {
  constructor(
    private readonly services: ServiceClient,
    private readonly workspaces: WorkspaceClient,
    private readonly turns: TurnsRepository,
    private readonly config: AgentConfig,
  ) {}

  @HandlesJob(ATTEMPT_JOB, { concurrency: 8, exhausted: 'onExhausted' })
  async work(job: Job): Promise<void> {
    const task = job.payload;
    await measureAttempt(() =>
      traceAsyncOperation(
        'agent_runtime.attempt',
        { 'gen_ai.operation.name': 'invoke_agent', 'throughline.lease.epoch': job.epoch },
        async (span) => {
          await this.announce(job);
          const ending = await this.endingOf(job);
          span.setAttribute('throughline.attempt.outcome', ending.outcome);
          await this.complete(job, task, ending);
          return ending;
        },
      ),
    );
  }

  /** The worker itself keeps failing: the attempt ends, and the run decides. */
  async onExhausted(job: Job, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    await this.complete(job, job.payload, {
      outcome: 'failed',
      kind: 'worker_failed',
      reason: `the agent could not be run: ${reason}`,
    });
  }

  private async endingOf(job: Job): Promise<Ending> {
    try {
      return await withDeadline(job.payload.deadline, () => this.attempt(job));
    } catch (error) {
      return endingOf(error, job);
    }
  }

  private async attempt(job: Job): Promise<Ending> {
    const task = job.payload;
    const workspace = await this.workspaces.open(
      task,
      { attempt: task.attempt, epoch: job.epoch },
      job.signal,
    );
    const turns = await this.turns.of(task);
    for (;;) {
      job.signal.throwIfAborted();
      const last = turns.at(-1);
      if (last !== undefined && last.results === null) await this.carryOut(last, workspace, job);
      const summary = last === undefined ? undefined : summaryOf(last.answer);
      if (summary !== undefined) return this.commit(task, workspace, summary);
      const reason = limitReached(task, turns);
      if (reason !== undefined) return { outcome: 'failed', reason, kind: 'limit_reached' };
      turns.push(await this.ask(job, turns));
    }
  }

  /** One answer of the model, stored before anything is done with it. */
  private async ask(job: Job, turns: readonly Turn[]): Promise<Turn> {
    const task = job.payload;
    const body = { model: task.model, messages: conversationOf(task, turns), tools: TOOL_DEFINITIONS };
    const options = { signal: job.signal, timeoutMs: this.config.modelTimeoutMs };
    const completion = await this.services.post(
      'model-router',
      '/v1/chat/completions',
      body,
      ChatCompletion,
      options,
    );
    faultPoint('agent-runtime.turn.before-store');
    const turn = this.turns.turnOf(task, turns.length + 1, messageOf(completion), completion.usage);
    await job.save(async (work) => {
      await this.turns.add(work, turn);
      const { runId, taskId, attempt } = task;
      work.publish(
        new TaskAttemptProgressed({
          runId,
          taskId,
          attempt,
          epoch: job.epoch,
          turn: turn.number,
          note: noteOf(turn.answer),
          usedTokens: tokensOf([...turns, turn]),
          usedCostUsd: usageOf([...turns, turn]).costUsd,
        }),
      );
    });
    return turn;
  }

  private async carryOut(turn: Turn, workspace: Workspace, job: Job): Promise<void> {
    const results: ChatMessage[] = [];
    for (const call of turn.answer.tool_calls ?? []) {
      job.signal.throwIfAborted();
      results.push(
        isFinish(call) ? finished(call.id) : await callTool(call, workspace, this.config.toolOutputChars),
      );
    }
    faultPoint('agent-runtime.tools.before-store');
    await job.save((work) => this.turns.setResults(work, turn, results));
  }

  private async commit(task: TaskRun, workspace: Workspace, summary: string): Promise<Ending> {
    const { commit, tree } = await workspace.commit(`${task.task.title}\n\n${summary}`);
    return { outcome: 'finished', commit, tree, summary };
  }

  private async announce(job: Job): Promise<void> {
    const { runId, taskId, attempt } = job.payload;
    await job.save((work) => {
      work.publish(new TaskAttemptStarted({ runId, taskId, attempt, epoch: job.epoch }));
      return Promise.resolve();
    });
  }

  private async complete(job: Job, task: TaskRun, ending: Ending): Promise<void> {
    const turns = await this.turns.of(task);
    await job.complete(undefined, finishedEvent(task, job.epoch, turns, ending));
  }
}

const finished = (id: string): ChatMessage => ({
  role: 'tool',
  tool_call_id: id,
  content: `${FINISH} was received.`,
});

function messageOf(completion: ChatCompletion): ChatMessage {
  const message = completion.choices[0]?.message;
  if (message === undefined)
    throw new ThroughlineError(
      'model_no_answer',
      'upstream',
      'the answer of the model holds no message. Use another model, or look at its provider',
    );
  return message;
}
