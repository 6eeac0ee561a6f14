import { Injectable, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { newRunId } from '@throughline/contracts';
import { PersistenceModule, UnitsOfWork } from '@throughline/persistence';
import { eventually } from '@throughline/testing';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { JobsModule } from '../jobs.module.js';
import { JobsStatus } from '../queue/jobs-status.js';
import { Jobs } from '../queue/jobs.js';
import { HandlesJob } from '../runner/handles-job.decorator.js';
import { JobRunner } from '../runner/job-runner.js';
import type { LeasedJob } from '../runner/leased-job.js';
import { jobsTables } from '../tables.js';

class CreateEffects1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE effects (key text NOT NULL, epoch int NOT NULL)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE effects');
  }
}

export type Work = (job: LeasedJob<{ text: string }>) => Promise<void>;

/** Does with a job what the test has said; by default it completes it with an effect. */
@Injectable()
export class ScriptedHandler {
  readonly exhaustions: { key: string; error: unknown }[] = [];
  work: Work = withEffect;

  @HandlesJob('scripted', { concurrency: 2, leaseMs: 600, exhausted: 'onExhausted' })
  handle(job: LeasedJob<{ text: string }>): Promise<void> {
    return this.work(job);
  }

  /** One at a time, with a lease so long that it is not renewed while a test looks. */
  @HandlesJob('patient', { concurrency: 1, leaseMs: 60_000 })
  handlePatiently(job: LeasedJob<{ text: string }>): Promise<void> {
    return this.work(job);
  }

  async onExhausted(job: LeasedJob<{ text: string }>, error: unknown): Promise<void> {
    this.exhaustions.push({ key: job.key, error });
    await withEffect(job);
  }
}

/** The usual ending: the job's effect and its end in one transaction. */
export function withEffect(job: LeasedJob<{ text: string }>): Promise<void> {
  return job.complete(async ({ manager }) => {
    await manager.query('INSERT INTO effects VALUES ($1, $2)', [job.key, job.epoch]);
  });
}

/** Resolves when the signal is aborted. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

export interface Effect {
  readonly key: string;
  readonly epoch: number;
}

/** A process of a service that has jobs and nothing else. */
export class TestService {
  readonly units: UnitsOfWork;
  readonly jobs: Jobs;
  readonly status: JobsStatus;
  readonly runner: JobRunner;
  readonly handler: ScriptedHandler;
  readonly dataSource: DataSource;

  private constructor(private readonly module: TestingModule) {
    this.units = module.get(UnitsOfWork);
    this.jobs = module.get(Jobs);
    this.status = module.get(JobsStatus);
    this.runner = module.get(JobRunner);
    this.handler = module.get(ScriptedHandler);
    this.dataSource = module.get(DataSource);
  }

  static async start(
    schema: string,
    databaseUrl: string,
    work?: Work,
    more: Type[] = [],
  ): Promise<TestService> {
    const module = await Test.createTestingModule({
      imports: [
        PersistenceModule.forRoot({
          schema,
          entities: [],
          migrations: [CreateEffects1700000000000],
          tables: [jobsTables],
          databaseUrl,
        }),
        JobsModule.forRoot(),
      ],
      providers: [ScriptedHandler, ...more],
    }).compile();
    if (work !== undefined) module.get(ScriptedHandler).work = work;
    await module.init().catch(async (error: unknown) => {
      await module.close();
      throw error;
    });
    return new TestService(module);
  }

  get<T>(type: Type<T>): T {
    return this.module.get(type);
  }

  enqueue(key: string, runId = newRunId(), kind = 'scripted'): Promise<void> {
    return this.units.run((work) => this.jobs.enqueue(work, { kind, key, runId, payload: { text: key } }));
  }

  /** Ends the delay of a waiting job, and wakes the worker: to enqueue it again does nothing else. */
  async hurry(key: string): Promise<void> {
    await this.dataSource.query('UPDATE jobs SET not_before = now() WHERE key = $1', [key]);
    await this.enqueue(key);
  }

  untilState(key: string, state: string): Promise<void> {
    return eventually(`${key} is ${state}`, async () => (await this.stateOf(key)) === state);
  }

  untilDone(key: string): Promise<void> {
    return this.untilState(key, 'done');
  }

  effects(): Promise<Effect[]> {
    return this.dataSource.query<Effect[]>('SELECT key, epoch FROM effects ORDER BY key, epoch');
  }

  async stateOf(key: string): Promise<string | undefined> {
    const [row] = await this.dataSource.query<{ state: string }[]>('SELECT state FROM jobs WHERE key = $1', [
      key,
    ]);
    return row?.state;
  }

  close(): Promise<void> {
    return this.module.close();
  }
}
