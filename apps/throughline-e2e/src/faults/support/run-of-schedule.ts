import { type RunId, runId } from '@throughline/contracts';
import type { FaultRun } from './fault-run.js';

/** A time that comes by itself while no test runs long enough. */
const YEARLY = '0 0 1 1 *';

const FIRINGS = `
  SELECT f.state, f.run_id::text FROM workflow_orchestrator.firings f
    JOIN workflow_orchestrator.schedules s ON s.id = f.schedule_id WHERE s.name = $1`;

/** Has a run made by a schedule that is stored, paused and resumed, and whose time then comes. */
export async function runOfSchedule(run: FaultRun, body: object): Promise<RunId> {
  const name = run.label;
  const path = `/v1/schedules/${name}`;
  await run.post('/v1/schedules', { name, cron: YEARLY, timeZone: 'UTC', run: body }, [201]);
  await run.post(`${path}/pause`, {}, [200]);
  await run.post(`${path}/resume`, {}, [200]);
  await run.on.rows(
    `UPDATE workflow_orchestrator.schedules SET next_at = date_trunc('year', now(), 'UTC') WHERE name = $1`,
    [name],
  );
  let firing: Record<string, string | null> | undefined;
  await run.until('is made', async () => {
    [firing] = await run.on.rows(FIRINGS, [name]);
    return firing?.['state'] === 'created';
  });
  await run.delete(path, [200, 404]);
  return runId(firing?.['run_id'] ?? '');
}
