import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId, type RunId } from '@throughline/contracts';
import { freePort } from '@throughline/testing';
import { newRun } from '../testing/simulation.js';
import { RunningOrchestrator } from '../testing/running-orchestrator.js';
import type { Run } from './run.entity.js';

// Servers take their time on a busy machine.
jest.setTimeout(60_000);

describe('the bound of unfinished runs', () => {
  let orchestrator: RunningOrchestrator;
  const runs: Run[] = Array.from({ length: 2 }, () => newRun());

  beforeAll(async () => {
    orchestrator = await RunningOrchestrator.start({
      ...{ RUN_MAX_UNFINISHED: '2', OTEL_TRACES_EXPORTER: 'none' },
      // Nobody is there: what is asked of it is refused after the runs have been looked at.
      GIT_WORKTREE_PORT: String(await freePort()),
    });
  });
  afterAll(async () => {
    await orchestrator.stop();
    await orchestrator.remove();
  });

  const create = (id: RunId) =>
    orchestrator.post(
      '/v1/runs',
      { goal: 'Add slugify', repository: '/srv/textkit' },
      { 'idempotency-key': id },
    );

  it('refuses a run above it with 429, stores none, and takes runs again when one has ended', async () => {
    for (const run of runs) {
      expect((await create(newRunId())).body).toMatchObject({ code: 'service_unavailable' });
      await orchestrator.store(run);
    }
    const id = newRunId();
    expect(await create(id)).toMatchObject({
      status: 429,
      body: { code: 'too_many_runs', retryable: true, fields: { bound: 2 } },
    });
    expect((await orchestrator.get(`/v1/runs/${id}`)).status).toBe(404);
    await orchestrator.database.query('UPDATE runs SET finished_at = now() WHERE id = $1', [runs[0]?.id]);
    expect((await create(id)).body).toMatchObject({ code: 'service_unavailable' });
  });
});
