import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { resultOf, startTraced } from '../fixtures/traced-child.js';
import { rootSpanIdOf, traceIdOf } from '../ids/span-ids.js';
import { validateTrace } from '../validation/validate-trace.js';

const KILLS = 4;

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

  it('makes one whole trace of what killed processes have begun', async () => {
    const runId = uuidv7();
    const env = {
      SERVICE_NAME: 'worker',
      THROUGHLINE_HOME: home,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '20',
    };
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = startTraced('busy-run', [runId], env);
      await once(child.stdout, 'data');
      await delay(randomInt(250));
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    const journal = await resultOf(startTraced('finish-run', [runId], env));

    expect(journal).toEqual({ created: expect.any(Array), live: 0 });
    const { created } = Object(journal);
    const spans = receiver.trace(traceIdOf(runId));
    const report = validateTrace(spans, { created: [...created, rootSpanIdOf(runId)] });
    expect(report.findings).toEqual([]);
    const interrupted = spans.filter((span) => span.status.message === 'interrupted');
    expect(interrupted.length).toBeGreaterThanOrEqual(KILLS);
    expect(spans.length).toBeGreaterThan(interrupted.length);
    // One folder is left: that of the last process.
    expect(await readdir(join(home, 'journals', 'worker'))).toHaveLength(1);
  }, 60_000);
});
