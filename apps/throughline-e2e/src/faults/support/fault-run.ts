import { setTimeout as delay } from 'node:timers/promises';
import { newRunId, type RunId } from '@throughline/contracts';
import { until } from '../../support/until.js';
import type { FaultPlatform } from './fault-platform.js';
import { provoke } from './provocations.js';
import { redriveOf } from './redrives.js';
import { runOfSchedule } from './run-of-schedule.js';
import { LABEL, type Scenario } from './scenarios.js';

/** Its services are killed some twenty times meanwhile. */
const LONGEST_MS = 240_000;
const FINAL = ['succeeded', 'failed', 'cancelled'];
let count = 0;

/** One run on a platform whose services die now and then: whoever asks, asks again. */
export class FaultRun {
  readonly label: string;
  /** Of a run that a schedule makes, chosen by the orchestrator. */
  id: RunId = newRunId();
  /** As it is shown once it has ended. */
  view: unknown;
  private isOver = false;

  constructor(
    readonly on: FaultPlatform,
    readonly scenario: Scenario,
  ) {
    count += 1;
    this.label = `${scenario.name}-${String(count)}`;
  }

  /** From its creation until it has ended. */
  async toItsEnd(): Promise<void> {
    const redrive = await redriveOf(this);
    await this.create();
    await Promise.all([provoke(this), redrive(), this.ended()]);
    this.view = await this.ask(`/v1/runs/${this.id}`, [200]);
  }

  /** Waits until something holds of the run. */
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    return until(async () => this.isOver || (await holds()), {
      withinMs: LONGEST_MS,
      otherwise: async () => `${this.label} (${this.id}) ${what}: it is ${await this.state()}`,
    });
  }

  /** Looked up past the services: they have enough to do with what they are killed for. */
  async state(): Promise<string> {
    const [row] = await this.on.rows('SELECT state FROM workflow_orchestrator.runs WHERE id = $1', [this.id]);
    return String(row?.['state']);
  }

  async hasTask(state: string): Promise<boolean> {
    const tasks = await this.on.rows(
      'SELECT id FROM workflow_orchestrator.tasks WHERE run_id = $1 AND state = $2',
      [this.id, state],
    );
    return tasks.length > 0;
  }

  post(path: string, body: object, expected: readonly number[]): Promise<unknown> {
    return this.ask(path, expected, this.with('POST', body));
  }

  patch(path: string, body: object, expected: readonly number[]): Promise<unknown> {
    return this.ask(path, expected, this.with('PATCH', body));
  }

  delete(path: string, expected: readonly number[]): Promise<unknown> {
    return this.ask(path, expected, { method: 'DELETE' });
  }

  private async create(): Promise<void> {
    const body = {
      goal: `Write the sides. [${this.label}]`,
      repository: this.on.repository,
      checks: [this.scenario.check.replace(LABEL, this.label)],
      model: 'openai/stub-model',
      ...this.scenario.asks,
    };
    if (this.scenario.name === 'scheduled') this.id = await runOfSchedule(this, body);
    else await this.post('/v1/runs', body, [202]);
  }

  private async ended(): Promise<void> {
    await this.until('has ended', async () => FINAL.includes(await this.state()));
    this.isOver = true;
  }

  private with(method: string, body: object): RequestInit {
    const headers = { 'content-type': 'application/json', 'idempotency-key': this.id };
    return { method, headers, body: JSON.stringify(body) };
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
