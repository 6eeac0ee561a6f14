// The orchestrator: a table of runs, each transition a compare-and-set, the next step's message in the same transaction.
import { randomBytes } from 'node:crypto';
import { context, runContext } from './libraries.mjs';
import { StepDone, StepRun, STEPS } from './messages.mjs';
import { startService } from './service.mjs';
import { CreateRuns1700000000000 } from './tables.mjs';

const waiting = new Map();

const { units, answer } = await startService({
  service: 'bench-orchestrator',
  migrations: [CreateRuns1700000000000],
  messageClass: StepDone,
  handle: async ({ runId, step }, work) => {
    if (!(await advance(work, runId, step))) return;
    if (step < STEPS) work.publish(new StepRun({ runId, step: step + 1 }));
    else work.afterCommit(() => ended(runId));
  },
});

/** A step that is done twice moves the run once. */
async function advance({ manager }, runId, step) {
  const [rows] = await manager.query(
    `UPDATE runs SET step = step + 1, state = CASE WHEN step < $3 THEN state ELSE 'done' END,
            finished_at = CASE WHEN step < $3 THEN NULL ELSE now() END
      WHERE id = $1 AND step = $2 AND state = 'running' RETURNING id`,
    [runId, step, STEPS],
  );
  return rows.length > 0;
}

async function run() {
  const runId = newRunId();
  const over = new Promise((resolve) => waiting.set(runId, resolve));
  await context.with(runContext(runId), () =>
    units.run(async (work) => {
      await work.manager.query(`INSERT INTO runs (id, state, step) VALUES ($1, 'running', 1)`, [runId]);
      work.publish(new StepRun({ runId, step: 1 }));
    }),
  );
  await over;
}

function ended(runId) {
  waiting.get(runId)?.();
  waiting.delete(runId);
}

/** UUIDv7. */
function newRunId() {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = randomBytes(10);
  random[0] = (random[0] & 0x0f) | 0x70;
  random[2] = (random[2] & 0x3f) | 0x80;
  const hex = time + random.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

await answer(run);
