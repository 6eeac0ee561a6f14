import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { newRunId, PlanCancel, type RunId, RunMessage } from '@throughline/contracts';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { DataSource, type EntityManager, type MigrationInterface, type QueryRunner } from 'typeorm';
import { queryPrepared } from '../database/prepared-query.js';
import { PersistenceModule } from '../persistence.module.js';
import { isInUnitOfWork } from './current-unit.js';
import { Outbox } from './outbox.js';
import type { PendingMessage } from './pending-message.js';
import { UnitsOfWork } from './units-of-work.js';

class CreateAccounts1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE accounts (id int PRIMARY KEY, balance int NOT NULL)');
    await runner.query('CREATE TABLE sent (id uuid PRIMARY KEY)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE accounts, sent');
  }
}

@Module({})
class OutboxModule {}

class NoMessage extends RunMessage<NoMessage> {
  override runId = newRunId();
}

/** Keeps messages in a table, as the real one does, and remembers what it was told after commits. */
class TableOutbox extends Outbox {
  readonly committedIds: string[] = [];
  readonly abandonedIds: string[] = [];
  private given: string | undefined;
  /** The next message is stored under this id. */
  storesAs(id: string): void {
    this.given = id;
  }
  override admit(): void {
    // There is always room.
  }
  override async store(manager: EntityManager, messages: readonly PendingMessage[]): Promise<void> {
    const ids = messages.map(({ id }) => this.given ?? id);
    this.given = undefined;
    await queryPrepared(manager, 'sent-insert', 'INSERT INTO sent (id) SELECT unnest($1::uuid[])', [ids]);
  }
  override committed(messages: readonly PendingMessage[]): void {
    this.committedIds.push(...messages.map(({ id }) => id));
  }
  override abandoned(messages: readonly PendingMessage[]): void {
    this.abandonedIds.push(...messages.map(({ id }) => id));
  }
}

const transactionId = async (manager: EntityManager): Promise<string> => {
  const [row] = await manager.query<{ id: string }[]>('SELECT pg_current_xact_id()::text AS id');
  return row?.id ?? '';
};

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('UnitsOfWork', () => {
  let infrastructure: TestInfrastructure;
  let module: TestingModule;
  let units: UnitsOfWork;
  let dataSource: DataSource;
  const outbox = new TableOutbox();

  beforeAll(async () => {
    infrastructure = await testInfrastructure();
    module = await Test.createTestingModule({
      imports: [
        PersistenceModule.forRoot({
          schema: 'some-service',
          entities: [],
          migrations: [CreateAccounts1700000000000],
          databaseUrl: infrastructure.databaseUrl,
        }),
        {
          module: OutboxModule,
          global: true,
          providers: [{ provide: Outbox, useValue: outbox }],
          exports: [Outbox],
        },
      ],
    }).compile();
    await module.init();
    units = module.get(UnitsOfWork);
    dataSource = module.get(DataSource);
  });

  afterAll(async () => {
    await module?.close();
    await infrastructure?.stop();
  });

  const count = async (table: string): Promise<number> => {
    const rows = await dataSource.query<{ count: string }[]>(`SELECT count(*) FROM ${table}`);
    return Number(rows[0]?.count);
  };

  it('keeps tables in the schema of the service', async () => {
    const rows = await dataSource.query<{ schema: string }[]>(
      `SELECT table_schema AS schema FROM information_schema.tables WHERE table_name = 'accounts'`,
    );
    expect(rows).toEqual([{ schema: 'some_service' }]);
  });

  it('commits changes and messages together, and tells the outbox afterwards', async () => {
    const events: string[] = [];
    await units.run(async (work) => {
      expect(isInUnitOfWork()).toBe(true);
      await work.manager.query('INSERT INTO accounts VALUES (1, 100)');
      work.publish(new PlanCancel({ runId: newRunId() }));
      work.afterCommit(() => events.push('committed'));
      expect(outbox.committedIds).toEqual([]);
    });
    expect(isInUnitOfWork()).toBe(false);
    expect([await count('accounts'), await count('sent')]).toEqual([1, 1]);
    expect(outbox.committedIds).toHaveLength(1);
    expect(events).toEqual(['committed']);
  });

  it('leaves nothing of a unit that throws', async () => {
    const before = [await count('accounts'), await count('sent')];
    const unit = units.run(async (work) => {
      await work.manager.query('INSERT INTO accounts VALUES (2, 100)');
      work.publish(new PlanCancel({ runId: newRunId() }));
      throw new Error('changed my mind');
    });
    await expect(unit).rejects.toThrow('changed my mind');
    expect([await count('accounts'), await count('sent')]).toEqual(before);
    expect(outbox.committedIds).toHaveLength(1);
  });

  it('leaves nothing of a unit whose messages cannot be stored', async () => {
    const before = [await count('accounts'), await count('sent')];
    const abandoned = outbox.abandonedIds.length;
    const taken = newRunId();
    const unit = units.run(async (work) => {
      await work.manager.query('INSERT INTO accounts VALUES (3, 100)');
      await work.manager.query('INSERT INTO sent VALUES ($1)', [taken]);
      work.publish(new PlanCancel({ runId: newRunId() }));
      outbox.storesAs(taken);
    });
    await expect(unit).rejects.toThrow(/duplicate key/);
    expect([await count('accounts'), await count('sent')]).toEqual(before);
    expect(outbox.abandonedIds).toHaveLength(abandoned + 1);
    await expect(units.run(({ manager }) => manager.query('SELECT 1 AS one'))).resolves.toEqual([{ one: 1 }]);
  });

  it('fails when a statement has failed that nobody cared about', async () => {
    const unit = units.run(async ({ manager }) => {
      await manager.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(unit).rejects.toThrow(/rolled back/);
  });

  it('is known to TypeORM as a transaction', async () => {
    const id = await units.run(async ({ manager }) => {
      const inner = await manager.transaction(transactionId);
      expect(await transactionId(manager)).toBe(inner);
      return inner;
    });
    expect(await units.run(({ manager }) => transactionId(manager))).not.toBe(id);
  });

  it('refuses a unit inside a unit, a use after its end, and what is no message', async () => {
    await expect(units.run(() => units.run(() => undefined))).rejects.toMatchObject({
      code: 'unit_of_work_nested',
    });
    const late = await units.run((work) => () => work.publish(new PlanCancel({ runId: newRunId() })));
    expect(late).toThrow(expect.objectContaining({ code: 'unit_of_work_ended' }));
    const unit = units.run((work) => work.publish(new NoMessage()));
    await expect(unit).rejects.toMatchObject({ code: 'message_class_unknown' });
  });

  describe('gathered', () => {
    it('does what waits at the same time in one call and one transaction', async () => {
      const calls: number[] = [];
      const open = units.gathered<{ runId: RunId; id: number }>(async (items, { manager }) => {
        expect(isInUnitOfWork()).toBe(true);
        calls.push(items.length);
        await manager.query('INSERT INTO accounts SELECT unnest($1::int[]), 0', [items.map(({ id }) => id)]);
      });
      await Promise.all([601, 602, 603].map((id) => open({ runId: newRunId(), id })));
      expect(calls).toEqual([3]);
    });

    it('does each alone where one of them is at fault, and sends only for those that are done', async () => {
      const before = outbox.committedIds.length;
      const open = units.gathered<{ runId: RunId; id: number }>(async (items, work) => {
        await work.manager.query('INSERT INTO accounts SELECT unnest($1::int[]), 0', [
          items.map(({ id }) => id),
        ]);
        for (const { runId } of items) work.publish(new PlanCancel({ runId }));
      });
      const results = await Promise.allSettled([611, 612, 611].map((id) => open({ runId: newRunId(), id })));
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
      expect(outbox.committedIds.length - before).toBe(2);
    });

    it('is no unit inside a unit', async () => {
      const open = units.gathered(() => Promise.resolve());
      await expect(units.run(() => open({ runId: newRunId() }))).rejects.toMatchObject({
        code: 'unit_of_work_nested',
      });
    });
  });

  it('runs a unit again that lost a deadlock', async () => {
    await dataSource.query('INSERT INTO accounts VALUES (11, 0), (12, 0)');
    let arrived = 0;
    let release: () => void = () => undefined;
    const bothHoldOne = new Promise<void>((resolve) => (release = resolve));
    const add = (first: number, second: number): Promise<void> =>
      units.run(async ({ manager }) => {
        await manager.query('UPDATE accounts SET balance = balance + 1 WHERE id = $1', [first]);
        if (++arrived === 2) release();
        await bothHoldOne;
        await manager.query('UPDATE accounts SET balance = balance + 1 WHERE id = $1', [second]);
      });
    await Promise.all([add(11, 12), add(12, 11)]);
    expect(arrived).toBeGreaterThan(2);
    const rows = await dataSource.query<{ balance: number }[]>(
      'SELECT balance FROM accounts WHERE id IN (11, 12)',
    );
    expect(rows).toEqual([{ balance: 2 }, { balance: 2 }]);
  });

  it('says that the database is away when its connection is cut, and works again afterwards', async () => {
    const unit = units.run(async ({ manager }) => {
      const [row] = await manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
      await dataSource.query('SELECT pg_terminate_backend($1)', [row?.pid]);
      await manager.query('SELECT 1');
    });
    await expect(unit).rejects.toMatchObject({
      code: 'database_unavailable',
      retryable: true,
      retryAfterSeconds: 2,
    });
    await expect(units.run(({ manager }) => manager.query('SELECT 1 AS one'))).resolves.toEqual([{ one: 1 }]);
  });
});
