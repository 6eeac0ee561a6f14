import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runningPlatform, type PlatformRecord } from '@throughline/platform';
import { freePorts } from '@throughline/testing';
import { Client } from 'pg';
import { commitAll, git, write } from '../../support/calculator.js';
import { TestPlatform } from '../../support/platform.js';
import { ModelStub } from './model-stub.js';

/** Room for every part. */
const PORTS = 100;

/** A platform whose services can be killed, a repository, a model that counts, and eyes on the database. */
export class FaultPlatform {
  private constructor(
    readonly platform: TestPlatform,
    readonly model: ModelStub,
    readonly database: Client,
    readonly folder: string,
  ) {}

  static async start(): Promise<FaultPlatform> {
    const model = new ModelStub();
    const folder = await mkdtemp(join(tmpdir(), 'fault-repository-'));
    await newRepository(join(folder, 'repository'));
    const platform = await TestPlatform.start(await freePorts(PORTS), {
      OPENAI_BASE_URL: await model.start(),
    });
    const database = new Client({
      connectionString: recordOf(platform).databaseUrl,
      application_name: 'faults',
      query_timeout: 10_000,
    });
    await database.connect();
    return new FaultPlatform(platform, model, database, folder);
  }

  async stop(): Promise<void> {
    await this.database.end();
    await this.platform.stop();
    this.model.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  get repository(): string {
    return join(this.folder, 'repository');
  }

  get record(): PlatformRecord {
    return recordOf(this.platform);
  }

  /** Rows as text: what the caller reads is what it has selected. */
  async rows(sql: string, parameters: readonly unknown[] = []): Promise<Record<string, string | null>[]> {
    const { rows } = await this.database.query<Record<string, string | null>>(sql, [...parameters]);
    return rows;
  }
}

function recordOf({ home }: TestPlatform): PlatformRecord {
  const record = runningPlatform(home);
  if (record === undefined) throw new Error('the platform does not run any more');
  return record;
}

/** Two commits: a branch at the first one is in the way of a run that begins at the second. */
async function newRepository(path: string): Promise<void> {
  await write(path, 'README.md', '# Sides\n');
  await git(path, 'init', '--quiet', '--initial-branch=main');
  await commitAll(path, 'Two sides');
  await write(path, 'README.md', '# Sides\n\nLeft and right.\n');
  await commitAll(path, 'Name the sides');
}
