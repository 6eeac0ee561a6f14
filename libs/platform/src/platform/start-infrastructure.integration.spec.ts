import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type PlatformRecord, lastRecord } from '../home/platform-record.js';
import { waitForEnd } from '../process/end-process.js';
import { identify, isAlive } from '../process/process-identity.js';
import { startInfrastructure } from './start-infrastructure.js';

const SUPERVISOR = fileURLToPath(new URL('../fixtures/supervising-process.js', import.meta.url));

let home: string;
let env: NodeJS.ProcessEnv;
let child: ChildProcess | undefined;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'throughline-platform-'));
  const { DATABASE_URL: _database, RABBITMQ_URL: _broker, ...rest } = process.env;
  env = {
    ...rest,
    THROUGHLINE_HOME: home,
    THROUGHLINE_PORT_BASE: String(33_000 + (process.pid % 200) * 100),
  };
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

const query = async (url: string, text: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
};

const processesOf = (record: PlatformRecord | undefined) =>
  record?.parts.flatMap((part) => part.process ?? []) ?? [];

async function supervisedElsewhere(): Promise<PlatformRecord> {
  child = spawn(process.execPath, [SUPERVISOR], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('no output');
  await once(child.stdout, 'data');
  const record = lastRecord(home);
  if (record === undefined) throw new Error('no record');
  return record;
}

describe('private Postgres and RabbitMQ', () => {
  it('keeps what they hold over a stop, and leaves no process behind', async () => {
    const first = await startInfrastructure({ env });
    await query(first.databaseUrl, 'CREATE TABLE kept (id int)');
    const processes = processesOf(lastRecord(home));
    expect(processes).toHaveLength(3);
    await first.stop();
    expect(processes.filter(isAlive)).toEqual([]);
    expect(existsSync(join(home, 'platform.json'))).toBe(false);

    const second = await startInfrastructure({ env });
    expect(await query(second.databaseUrl, "SELECT to_regclass('kept')::text AS name")).toEqual([
      { name: 'kept' },
    ]);
    const reused = await startInfrastructure({ env });
    expect(reused.databaseUrl).toBe(second.databaseUrl);
    await reused.stop();
    await query(second.databaseUrl, 'SELECT 1');
    await second.stop();
  }, 120_000);

  it('ends them when their supervisor is killed, and can start again at once', async () => {
    const record = await supervisedElsewhere();
    const processes = processesOf(record);
    expect(processes.filter(isAlive)).toHaveLength(3);
    process.kill(record.owner.pid, 'SIGKILL');
    await waitForEnd(record.owner, 5_000);
    const next = await startInfrastructure({ env, disposable: true });
    expect(processes.filter(isAlive)).toEqual([]);
    await next.stop();
  }, 120_000);

  it('clears away what was left when supervisor and reaper were both killed', async () => {
    const record = await supervisedElsewhere();
    const lock: unknown = JSON.parse(readFileSync(join(home, 'platform.lock'), 'utf8'));
    const reaper = typeof lock === 'object' && lock !== null && 'reaper' in lock ? lock.reaper : undefined;
    const pid = typeof reaper === 'object' && reaper !== null && 'pid' in reaper ? Number(reaper.pid) : 0;
    expect(identify(pid)).toBeDefined();
    process.kill(pid, 'SIGSTOP');
    process.kill(record.owner.pid, 'SIGKILL');
    process.kill(pid, 'SIGKILL');
    await waitForEnd(record.owner, 5_000);
    const next = await startInfrastructure({ env, disposable: true });
    await query(next.databaseUrl, 'SELECT 1');
    await next.stop();
    expect(processesOf(record).filter(isAlive)).toEqual([]);
  }, 120_000);
});
