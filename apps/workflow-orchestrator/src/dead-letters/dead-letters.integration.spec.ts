import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PlanReady } from '@throughline/contracts';
import { eventually } from '@throughline/testing';
import { runContext, captureContext } from '@throughline/tracing';
import type { Run } from '../runs/run.entity.js';
import { RunningOrchestrator } from '../testing/running-orchestrator.js';
import { newRun } from '../testing/simulation.js';

// Servers take their time on a busy machine.
jest.setTimeout(60_000);

describe('a message of a run that cannot be handled', () => {
  let orchestrator: RunningOrchestrator;

  beforeAll(async () => {
    orchestrator = await RunningOrchestrator.start({
      RECONCILE_INTERVAL_MS: '100',
      OTEL_TRACES_EXPORTER: 'none',
    });
  });
  afterAll(async () => {
    await orchestrator.stop();
    await orchestrator.remove();
  });

  async function planning(changes: Partial<Run> = {}): Promise<Run> {
    const stepDeadline = new Date(Date.now() + 600_000);
    const deadline = new Date(Date.now() + 600_000);
    const run = Object.assign(newRun(), { state: 'planning', deadline, stepDeadline, ...changes });
    await orchestrator.store(run);
    return run;
  }

  /** As a faulty sender would: past the check that every message of ours goes through before it is sent. */
  async function sendMalformedPlan({ id }: Run): Promise<void> {
    await orchestrator.database.query(
      `INSERT INTO outbox (id, run_id, message_type, kind, payload, span_id, parent, carrier, published_at, not_before)
       VALUES ($1, $2, $3, 'event', $4, '00f067aa0ba902b7', '{}', $5, $6, now())`,
      [
        ...[randomUUID(), id, PlanReady.messageType, JSON.stringify({ runId: id, tasks: 7 })],
        ...[JSON.stringify(captureContext(runContext(id))), Date.now()],
      ],
    );
  }

  const reasonOf = async ({ id }: Run): Promise<string> => {
    const rows = await orchestrator.database.query<{ reason: string | null }[]>(
      'SELECT reason FROM runs WHERE id = $1',
      [id],
    );
    return rows[0]?.reason ?? '';
  };

  const textsOf = async ({ id }: Run): Promise<string[]> => {
    const rows = await orchestrator.database.query<{ text: string }[]>(
      'SELECT text FROM run_events WHERE run_id = $1 ORDER BY sequence',
      [id],
    );
    return rows.map(({ text }) => text);
  };

  const toldOf = (run: Run): Promise<void> =>
    eventually('the run is told', async () =>
      (await textsOf(run)).some((text) => text.includes('dead letter')),
    );

  it('is in the audit log of the run, and among the dead letters of its service', async () => {
    const run = await planning();
    await sendMalformedPlan(run);
    await toldOf(run);
    const answer = await orchestrator.get(`/internal/dead-letters?limit=10&run=${run.id}`);
    expect(answer.status).toBe(200);
    const expected = {
      ...{ service: 'workflow-orchestrator', runId: run.id, messageType: 'plan.ready.v1', state: 'waiting' },
      ...{ queue: 'workflow-orchestrator.plan.ready.v1', causeCode: 'invalid_input', tries: 1 },
    };
    expect(await answer.json()).toEqual({ deadLetters: [expect.objectContaining(expected)] });
    expect(await orchestrator.stateOf(run)).toBe('planning');
  });

  it('is named in the reason when nothing else comes until the time of the run is up', async () => {
    const run = await planning();
    await sendMalformedPlan(run);
    await toldOf(run);
    await orchestrator.database.query('UPDATE runs SET deadline = now() WHERE id = $1', [run.id]);
    await eventually('the run has failed', async () => (await orchestrator.stateOf(run)) === 'failed');
    expect(await reasonOf(run)).toMatch(
      /time limit .* is up; a message in workflow-orchestrator\.plan\.ready\.v1 could not be handled \(dead letter [0-9a-f-]{36}\): invalid_input: /,
    );
  });

  it('ends the run when the same kind of message dies each time that it is asked for', async () => {
    const run = await planning();
    for (let i = 0; i < 3; i++) await sendMalformedPlan(run);
    await eventually('the run has failed', async () => (await orchestrator.stateOf(run)) === 'failed');
    expect(await reasonOf(run)).toMatch(/^plan\.ready\.v1 could not be handled 3 times; .*dead letter/);
  });
});
