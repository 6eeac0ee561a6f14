import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { isRecord, resultOf, startTraced } from '../fixtures/traced-child.js';
import { rootSpanIdOf, traceIdOf } from '../ids/span-ids.js';
import type { TracingAccounts } from '../export/tracing-accounts.js';
import type { TraceJournal } from './journal-folder.js';
import type { TraceReport } from '../validation/trace-report.js';
import { validateTrace } from '../validation/validate-trace.js';

const KILLS = 10;
const ID_LENGTH = 16;

interface Finished extends TraceJournal {
  readonly accounts: TracingAccounts;
}

const isFinished = (value: unknown): value is Finished =>
  isRecord(value) &&
  Array.isArray(value['created']) &&
  typeof value['live'] === 'number' &&
  isRecord(value['accounts']);

describe('recovery after SIGKILL', () => {
  let home: string;
  let receiver: OtlpReceiver;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'throughline-journal-'));
    receiver = await OtlpReceiver.start();
  });

  afterAll(async () => {
    await receiver.stop();
    await rm(home, { recursive: true, force: true });
  });

  const environment = (service: string): Record<string, string> => ({
    SERVICE_NAME: service,
    THROUGHLINE_HOME: home,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '20',
  });

  const leakedIds = async (): Promise<string[]> =>
    (await readFile(join(home, 'leaked'), 'utf8')).split('\n').filter((id) => id.length === ID_LENGTH);

  /** Works on a run and is killed at a random moment. */
  async function workAndDie(runId: string, env: Record<string, string>): Promise<void> {
    const child = startTraced('busy-run', [runId, join(home, 'leaked')], env);
    await once(child.stdout, 'data');
    await delay(randomInt(250));
    child.kill('SIGKILL');
    await once(child, 'close');
  }

  const finish = (runId: string, env: Record<string, string>): Promise<Finished> =>
    resultOf(startTraced('finish-run', [runId], env), isFinished);

  function reportOf(runId: string, { created, live }: TraceJournal): TraceReport {
    expect(live).toBe(0);
    return validateTrace(receiver.trace(traceIdOf(runId)), { created: [...created, rootSpanIdOf(runId)] });
  }

  it('makes one whole trace of what killed processes have begun, with every id that has left them', async () => {
    const runId = uuidv7();
    const env = environment('worker');
    for (let kill = 0; kill < KILLS; kill += 1) await workAndDie(runId, env);
    const journal = await finish(runId, env);

    expect(reportOf(runId, journal).findings).toEqual([]);
    const spans = receiver.trace(traceIdOf(runId));
    const received = new Set(spans.map(({ spanId }) => spanId));
    const leaked = await leakedIds();
    expect(leaked.length).toBeGreaterThan(KILLS);
    expect(leaked.filter((id) => !received.has(id))).toEqual([]);
    const interrupted = spans.filter((span) => span.status.message === 'interrupted');
    expect(interrupted.length).toBeGreaterThanOrEqual(KILLS);
    expect(spans.length).toBeGreaterThan(interrupted.length);
    // What the last process has recovered, and the run's root.
    const { created, exported, live, queued } = journal.accounts;
    expect(created).toBeGreaterThan(1);
    expect({ exported, live, queued }).toEqual({ exported: created, live: 0, queued: 0 });
    // One folder is left: that of the last process.
    expect(await readdir(join(home, 'journals', 'worker'))).toHaveLength(1);
  }, 60_000);

  it('lets one of several starting processes recover a journal', async () => {
    const runId = uuidv7();
    const env = environment('cli');
    await workAndDie(runId, env);
    await Promise.all([1, 2, 3].map(() => finish(runId, env)));
    const journal = await finish(runId, env);

    expect(reportOf(runId, journal).findings).toEqual([]);
    const interrupted = receiver.received.filter(
      (span) => span.traceId === traceIdOf(runId) && span.status.message === 'interrupted',
    );
    expect(interrupted.length).toBeGreaterThan(0);
    expect(new Set(interrupted.map(({ spanId }) => spanId)).size).toBe(interrupted.length);
  }, 60_000);
});
