import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Run } from './runs/run.entity.js';
import { RunEventRow } from './events/run-event.entity.js';
import { RunningOrchestrator } from './testing/running-orchestrator.js';
import { newRun } from './testing/simulation.js';

// Servers take their time on a busy machine.
jest.setTimeout(60_000);

describe('workflow-orchestrator', () => {
  let orchestrator: RunningOrchestrator;

  beforeAll(async () => {
    orchestrator = await RunningOrchestrator.start({
      RECONCILE_INTERVAL_MS: '100',
      OTEL_TRACES_EXPORTER: 'none',
    });
  });
  afterAll(() => orchestrator.remove());

  /** A run whose time is up. */
  const overdue = (changes: Partial<Run> = {}): Run =>
    Object.assign(newRun(), { state: 'planning', deadline: new Date(0), ...changes });

  async function ended(run: Run): Promise<string | undefined> {
    const limit = Date.now() + 10_000;
    for (;;) {
      const state = await orchestrator.stateOf(run);
      if (state !== 'planning' || Date.now() > limit) return state;
      await sleep(20);
    }
  }

  it('ends overdue runs, although another one cannot be dealt with', async () => {
    const broken = overdue();
    await orchestrator.store(broken);
    await orchestrator.database.query(`UPDATE runs SET state = 'unheard_of' WHERE id = $1`, [broken.id]);
    const others = [overdue(), overdue(), overdue()];
    for (const run of others) await orchestrator.store(run);
    expect(await Promise.all(others.map(ended))).toEqual(['failed', 'failed', 'failed']);
    expect(await orchestrator.stateOf(broken)).toBe('unheard_of');
  });

  it('goes on in the stream of events after the one that was seen last, and skips none', async () => {
    const run = overdue();
    await orchestrator.store(run);
    expect(await ended(run)).toBe('failed');
    const insert = (at: number) =>
      orchestrator.database.manager.insert(RunEventRow, {
        ...{ runId: run.id, at: new Date(), kind: 'progress', taskId: null, attempt: null },
        ...{ state: 'running', text: `note ${String(at)}` },
      });
    for (let i = 0; i < 450; i += 1) await insert(i);
    const whole = idsOf(await (await orchestrator.get(`/v1/runs/${run.id}/events`)).text());
    expect(whole.length).toBe(451);
    expect(new Set(whole).size).toBe(whole.length);
    const seen = whole[199] ?? '';
    const rest = await orchestrator.get(`/v1/runs/${run.id}/events`, { 'last-event-id': seen });
    expect(idsOf(await rest.text())).toEqual(whole.slice(200));
    const last = { 'last-event-id': whole.at(-1) ?? '' };
    expect(idsOf(await (await orchestrator.get(`/v1/runs/${run.id}/events`, last)).text())).toEqual([]);
    const made = { 'last-event-id': '999999999' };
    expect((await orchestrator.get(`/v1/runs/${run.id}/events`, made)).status).toBe(400);
  });

  it('ends open streams of events when it is told to end, and so ends at once', async () => {
    const run = overdue({ deadline: new Date(Date.now() + 600_000) });
    await orchestrator.store(run);
    const stream = await orchestrator.get(`/v1/runs/${run.id}/events`);
    expect(stream.status).toBe(200);
    const began = performance.now();
    const [text] = await Promise.all([stream.text(), orchestrator.stop()]);
    expect(text).toContain(': connected');
    expect(performance.now() - began).toBeLessThan(8_000);
  });
});

const idsOf = (stream: string): string[] => [...stream.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id ?? '');
