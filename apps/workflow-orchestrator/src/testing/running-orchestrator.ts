import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import type { PlanReady } from '@throughline/contracts';
import { UnitsOfWork } from '@throughline/persistence';
import { type RunningService, startService } from '@throughline/service-host';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { DataSource } from 'typeorm';
import { SlotSupply } from '../dispatch/slot-supply.js';
import type { Run } from '../runs/run.entity.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { planReady } from '../workflow/planning.js';

const TOKEN = 'test-token';

/** workflow-orchestrator in the test's own process, on a real Postgres and RabbitMQ, and alone. */
export class RunningOrchestrator {
  private constructor(
    readonly service: RunningService,
    private readonly infrastructure: TestInfrastructure,
    private readonly home: string,
  ) {}

  static async start(more: NodeJS.ProcessEnv = {}): Promise<RunningOrchestrator> {
    const home = await mkdtemp(join(tmpdir(), 'workflow-orchestrator-'));
    await writeFile(join(home, 'token'), TOKEN, { mode: 0o600 });
    const infrastructure = await testInfrastructure();
    const { databaseUrl: DATABASE_URL, rabbitUrl: RABBITMQ_URL } = infrastructure;
    Object.assign(process.env, { THROUGHLINE_HOME: home, DATABASE_URL, RABBITMQ_URL, ...more });
    // Jest runs CommonJS (nestjs-otel) before the ES modules that stand beside it in one graph: Nest has to be there.
    const { AppModule } = await import('../app.module.js');
    return new RunningOrchestrator(await startService(AppModule, { port: 0 }), infrastructure, home);
  }

  /** Another service on the same Postgres and RabbitMQ; the caller stops it. */
  beside(module: Type<object>): Promise<RunningService> {
    return startService(module, { port: 0 });
  }

  /** The plan arrives. */
  async plan(message: PlanReady): Promise<void> {
    const { WorkflowService } = await import('../workflow/workflow.service.js');
    const workflow = this.service.app.get(WorkflowService);
    const units = this.service.app.get(UnitsOfWork);
    await units.run((work) => workflow.apply(work, [message], planReady));
  }

  get database(): DataSource {
    return this.service.app.get(DataSource);
  }

  /** As a creation does. */
  async store(run: Run): Promise<void> {
    await this.service.app.get(SlotSupply).prepare(run.repository.path);
    await this.service.app.get(RunsRepository).insert(this.database.manager, run);
  }

  async stateOf({ id }: Run): Promise<string | undefined> {
    return (await this.service.app.get(RunsRepository).find(id))?.state;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.service.url + path, { headers: { authorization: `Bearer ${TOKEN}`, ...headers } });
  }

  /** @returns the answer's status and its body as JSON */
  async post(
    path: string,
    body?: object,
    more: Record<string, string> = {},
  ): Promise<{ status: number; body: unknown }> {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...more };
    const given = body === undefined ? {} : { headers, body: JSON.stringify(body) };
    const bare = { headers: { authorization: headers.authorization } };
    const answer = await fetch(this.service.url + path, { method: 'POST', ...bare, ...given });
    return { status: answer.status, body: await answer.json() };
  }

  /** As at SIGTERM. */
  async stop(): Promise<void> {
    await this.service.stop();
  }

  async remove(): Promise<void> {
    await this.infrastructure.stop();
    await rm(this.home, { recursive: true });
  }
}
