import type { INestMicroservice, Type } from '@nestjs/common';
import { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface.js';
import { Test } from '@nestjs/testing';
import { type DeadLetterDetail, DeadLetterQuery, type DeadLetterView } from '@throughline/contracts';
import { PersistenceModule, UnitsOfWork } from '@throughline/persistence';
import { eventually } from '@throughline/testing/eventually';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { DeadLetterViews } from '../dead-letters/dead-letter-views.js';
import { RabbitTransport } from '../consumer/rabbit-transport.js';
import { MessagingModule } from '../messaging.module.js';
import { OutboxStatus } from '../outbox/outbox-status.js';
import { messagingTables } from '../tables.js';

class CreateNumbers1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE numbers (value int NOT NULL)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE numbers');
  }
}

export interface TestServiceOptions {
  readonly service: string;
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  readonly controllers?: Type[];
  readonly maxWaiting?: number;
  readonly fills?: readonly string[];
  readonly setUpTimeoutMs?: number;
}

/** A service with messaging and nothing else. */
export class TestService {
  readonly units: UnitsOfWork;
  readonly dataSource: DataSource;
  readonly transport: RabbitTransport;
  readonly status: OutboxStatus;

  private constructor(private readonly app: INestMicroservice) {
    this.units = app.get(UnitsOfWork);
    this.dataSource = app.get(DataSource);
    this.transport = app.get(RabbitTransport);
    this.status = app.get(OutboxStatus);
  }

  static async start(options: TestServiceOptions): Promise<TestService> {
    const {
      service,
      databaseUrl,
      rabbitUrl,
      controllers = [],
      maxWaiting,
      fills = [],
      setUpTimeoutMs,
    } = options;
    const module = await Test.createTestingModule({
      imports: [
        PersistenceModule.forRoot({
          schema: service,
          entities: [],
          migrations: [CreateNumbers1700000000000],
          tables: [messagingTables],
          databaseUrl,
        }),
        MessagingModule.forRoot({
          service,
          rabbitUrl,
          fills,
          ...(maxWaiting === undefined ? {} : { maxWaiting }),
          ...(setUpTimeoutMs === undefined ? {} : { setUpTimeoutMs }),
        }),
      ],
      controllers,
    }).compile();
    const strategy = { strategy: module.get(RabbitTransport) };
    const app = module.createNestMicroservice(Object.assign(new NestApplicationContextOptions(), strategy));
    await app.listen();
    return new TestService(app);
  }

  get<T>(type: Type<T>): T {
    return this.app.get(type);
  }

  async numbers(): Promise<number[]> {
    const rows = await this.dataSource.query<{ value: number }[]>('SELECT value FROM numbers ORDER BY value');
    return rows.map(({ value }) => value);
  }

  /** What is kept of a message that has died; waits for it. */
  deadLetterOf(messageId: string): Promise<DeadLetterDetail> {
    return this.deadLetter((letter) => letter.messageId === messageId);
  }

  deadLetterOfRun(runId: string): Promise<DeadLetterDetail> {
    return this.deadLetter((letter) => letter.runId === runId);
  }

  waitingDeadLetters(): Promise<DeadLetterView[]> {
    return this.get(DeadLetterViews).list(Object.assign(new DeadLetterQuery(), { state: 'waiting' }));
  }

  private async deadLetter(isIt: (letter: DeadLetterView) => boolean): Promise<DeadLetterDetail> {
    const found: string[] = [];
    await eventually('there is a dead letter', async () => {
      found.push(...(await this.waitingDeadLetters()).filter(isIt).map(({ id }) => id));
      return found.length > 0;
    });
    return this.get(DeadLetterViews).find(String(found[0]));
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
