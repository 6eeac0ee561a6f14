import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { newRunId, type RunId } from '@throughline/contracts';
import { captureContext, newSpanId, runContext } from '@throughline/tracing';
import { git } from '../../support/calculator.js';
import { field } from '../../support/run-trace.js';
import { until } from '../../support/until.js';
import type { FaultPlatform } from './fault-platform.js';
import type { Scenario } from './scenarios.js';

/** Its services are killed some twenty times meanwhile. */
const LONGEST_MS = 240_000;
const FINAL = ['succeeded', 'failed', 'cancelled'];
let count = 0;

/** One run on a platform whose services die now and then: whoever asks, asks again. */
export class FaultRun {
  readonly id: RunId = newRunId();
  readonly label: string;
  /** As it was seen last. */
  view: unknown;

  constructor(
    private readonly on: FaultPlatform,
    readonly scenario: Scenario,
  ) {
    count += 1;
    this.label = `${scenario.name}-${String(count)}`;
  }

  get state(): string {
    return String(field(this.view, 'state'));
  }

  /** From its creation until it has ended. */
  async toItsEnd(): Promise<void> {
    await this.create();
    await Promise.all([this.provoke(), this.ended()]);
  }

  private async create(): Promise<void> {
    const body = JSON.stringify({
      goal: `Write the sides. [${this.label}]`,
      repository: this.on.repository,
      checks: [this.scenario.check],
      model: 'openai/stub-model',
    });
    const headers = { 'content-type': 'application/json', 'idempotency-key': this.id };
    await this.ask('/v1/runs', [202], { method: 'POST', body, headers });
  }

  /** What makes it the kind of run that it is. */
  private async provoke(): Promise<void> {
    switch (this.scenario.name) {
      case 'cancelled-planning':
        return this.cancelWhen('is planned', () => this.on.model.callsOf(this.label).has('plan 1'));
      case 'cancelled-working':
        return this.cancelWhen('is worked on', () => this.on.model.callsOf(this.label).has('left 1 1'));
      case 'cancelled-checking':
        return this.cancelWhen('is checked', () => this.isChecked());
      case 'unpublished':
        await git(this.on.repository, 'branch', `throughline/${this.id}`, 'main~1');
        return;
      case 'fenced':
        return this.raiseFence();
      case 'lettered':
        return this.sendMalformed();
      case 'revised':
        return this.revisePlan();
      default:
    }
  }

  private async cancelWhen(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    await until(holds, { withinMs: LONGEST_MS, otherwise: () => `${this.label} ${what}: ${this.state}` });
    await this.ask(`/v1/runs/${this.id}/cancel`, [202, 409], { method: 'POST' });
  }

  private isChecked(): boolean {
    const tasks = field(this.view, 'tasks');
    return Array.isArray(tasks) && tasks.some((task) => field(task, 'state') === 'verifying');
  }

  /** While the first task is checked, of a task that nobody has begun. Asked again, the version is another one. */
  private async revisePlan(): Promise<void> {
    await this.untilChecked();
    const body = JSON.stringify({ version: 1, change: [{ id: 'right', title: 'Add the other side' }] });
    const headers = { 'content-type': 'application/json' };
    await this.ask(`/v1/runs/${this.id}/plan`, [200, 409], { method: 'PATCH', body, headers });
  }

  private untilChecked(): Promise<void> {
    return until(() => this.isChecked(), {
      withinMs: LONGEST_MS,
      otherwise: () => `${this.label} is checked: ${this.state}`,
    });
  }

  /** As a faulty sender would: past the check that every message of ours goes through before it is sent. */
  private async sendMalformed(): Promise<void> {
    await this.untilChecked();
    const context = JSON.stringify(captureContext(runContext(this.id)));
    await this.on.rows(
      `INSERT INTO workflow_orchestrator.outbox
         (id, run_id, message_type, kind, payload, span_id, parent, carrier, published_at, not_before)
       VALUES ($1, $2, 'plan.ready.v1', 'event', $3, $4, $5, $5, $6, now())`,
      [randomUUID(), this.id, JSON.stringify({ runId: this.id, tasks: 7 }), newSpanId(), context, Date.now()],
    );
  }

  /** As if somebody had taken the attempt over: its merge is a stale one's. */
  private async raiseFence(): Promise<void> {
    await this.untilChecked();
    await this.on.rows(
      `INSERT INTO git_worktree.task_fences (run_id, task_id, attempt, epoch) VALUES ($1, 'left', 1, 1000)
       ON CONFLICT (run_id, task_id) DO UPDATE SET attempt = excluded.attempt, epoch = excluded.epoch`,
      [this.id],
    );
  }

  private async ended(): Promise<void> {
    await until(async () => FINAL.includes(await this.look()), {
      withinMs: LONGEST_MS,
      otherwise: () => `${this.label} (${this.id}) has ended: ${JSON.stringify(this.view)}`,
    });
  }

  private async look(): Promise<string> {
    this.view = await this.ask(`/v1/runs/${this.id}`, [200]);
    return this.state;
  }

  private async ask(path: string, expected: readonly number[], init: RequestInit = {}): Promise<unknown> {
    const end = performance.now() + LONGEST_MS;
    for (;;) {
      const answer = await this.on.platform.request('api-gateway', path, init).catch(() => undefined);
      const text = await answer?.text().catch(() => undefined);
      if (answer !== undefined && text !== undefined && expected.includes(answer.status))
        return JSON.parse(text);
      if (answer !== undefined && answer.status < 500 && answer.status !== 429)
        throw new Error(`${path}: ${String(answer.status)} ${String(text)}`);
      if (performance.now() > end) throw new Error(`${path} is not answered: ${String(text)}`);
      await delay(200);
    }
  }
}
