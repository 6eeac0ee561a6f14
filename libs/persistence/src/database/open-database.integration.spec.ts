import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import {
  Column,
  type DataSource,
  Entity,
  type MigrationInterface,
  PrimaryColumn,
  type QueryRunner,
} from 'typeorm';
import { openDatabase } from './open-database.js';

class CreateNotes1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE notes (text text)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notes');
  }
}

class CreateAnswers1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE answers (id int PRIMARY KEY, summary text, message jsonb)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE answers');
  }
}

@Entity('answers')
class Answer {
  @PrimaryColumn('integer') id!: number;
  @Column('text') summary!: string;
  @Column('jsonb') message!: { content: string };
}

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('openDatabase', () => {
  let infrastructure: TestInfrastructure;
  let home: string;
  const roles = new Set<string>();

  beforeAll(async () => {
    infrastructure = await testInfrastructure();
    home = await mkdtemp(join(tmpdir(), 'throughline-home-'));
    await writeFile(join(home, 'token'), 'a-local-token\n', { mode: 0o600 });
  });

  afterAll(async () => {
    const admin = await open('cleaner', false);
    for (const role of roles) {
      await admin.query(`DROP OWNED BY ${role}`);
      await admin.query(`DROP ROLE ${role}`);
    }
    await admin.destroy();
    await infrastructure.stop();
    await rm(home, { recursive: true });
  });

  async function open(schema: string, withToken: boolean): Promise<DataSource> {
    const before = process.env['THROUGHLINE_HOME'];
    if (withToken) process.env['THROUGHLINE_HOME'] = home;
    else delete process.env['THROUGHLINE_HOME'];
    try {
      const { databaseUrl } = infrastructure;
      return await openDatabase({
        schema,
        entities: [],
        migrations: [CreateNotes1700000000000],
        databaseUrl,
      });
    } finally {
      if (before === undefined) delete process.env['THROUGHLINE_HOME'];
      else process.env['THROUGHLINE_HOME'] = before;
    }
  }

  async function userOf(dataSource: DataSource): Promise<string> {
    const [row] = await dataSource.query<{ user: string }[]>('SELECT current_user AS user');
    return row?.user ?? '';
  }

  it('gives each service a role that sees its own schema and no other', async () => {
    const [mine, others] = await Promise.all([open('mine', true), open('others', true)]);
    try {
      for (const dataSource of [mine, others]) roles.add(await userOf(dataSource));
      expect([...roles]).toEqual([expect.stringMatching(/^mine_/), expect.stringMatching(/^others_/)]);
      await mine.query('INSERT INTO notes VALUES ($1)', ['ours']);
      await expect(mine.query('SELECT * FROM others.notes')).rejects.toThrow(/permission denied/);
    } finally {
      await Promise.all([mine.destroy(), others.destroy()]);
    }
  });

  it('migrates once when many processes of a service start at a time', async () => {
    const starts = await Promise.all(Array.from({ length: 4 }, () => open('busy', false)));
    const [row] = (await starts[0]?.query<{ count: string }[]>('SELECT count(*) FROM busy.migrations')) ?? [];
    await Promise.all(starts.map((dataSource) => dataSource.destroy()));
    expect(row).toEqual({ count: '1' });
  });

  it('takes over the tables of a start without a role of its own', async () => {
    const before = await open('moved', false);
    await before.query('INSERT INTO notes VALUES ($1)', ['kept']);
    await before.destroy();
    const after = await open('moved', true);
    roles.add(await userOf(after));
    const rows = await after.query<{ text: string }[]>('SELECT * FROM notes');
    await after.query('ALTER TABLE notes ADD COLUMN later int');
    await after.destroy();
    expect(rows).toEqual([{ text: 'kept' }]);
  });

  it('keeps texts of models and commands that Postgres could not hold as they are', async () => {
    const { databaseUrl } = infrastructure;
    const migrations = [CreateAnswers1700000000000];
    const source = await openDatabase({ schema: 'texts', entities: [Answer], migrations, databaseUrl });
    try {
      const { manager } = source;
      await manager.insert(Answer, { id: 1, summary: 'NUL \0', message: { content: 'half \ud83d' } });
      await manager.update(Answer, { id: 1 }, { message: { content: '"\\u0000" \0 \ud83d' } });
      const kept = await manager.findOneByOrFail(Answer, { id: 1 });
      expect(kept).toMatchObject({ summary: 'NUL \ufffd', message: { content: '"\\u0000" \ufffd \ufffd' } });
    } finally {
      await source.destroy();
    }
  });

  it('refuses a schema name that could be more than a name', () => {
    expect(() =>
      openDatabase({ schema: 'a; drop', entities: [], migrations: [], databaseUrl: 'postgresql://x' }),
    ).toThrow(expect.objectContaining({ code: 'schema_name_invalid' }));
  });
});
