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
  handle: async (messages, work) => {
    for (const { runId, step } of await advance(work, messages))
      if (step < STEPS) work.publish(new StepRun({ runId, step: step + 1 }));
      else work.afterCommit(() => ended(runId));
  },
});

/** Compare-and-set: a step that is told done twice moves its run once. Answers the messages that have moved one. */
async function advance({ manager }, messages) {
  const [rows] = await manager.query(
    `UPDATE runs SET step = runs.step + 1,
            state = CASE WHEN runs.step < $3 THEN 'running' ELSE 'done' END,
            finished_at = CASE WHEN runs.step < $3 THEN NULL ELSE now() END
       FROM unnest($1::uuid[], $2::integer[]) AS done (id, step)
      WHERE runs.id = done.id AND runs.step = done.step AND runs.state = 'running'
      RETURNING done.id AS "runId", done.step`,
    [messages.map(({ runId }) => runId), messages.map(({ step }) => step), STEPS],
  );
  return rows;
}

/** Starts that wait at the same time are one statement. */
const start = units.gathered(async (runs, work) => {
  await work.manager.query(
    `INSERT INTO runs (id, state, step) SELECT id, 'running', 1 FROM unnest($1::uuid[]) AS id`,
    [runs.map(({ runId }) => runId)],
  );
  for (const { runId } of runs) work.publish(new StepRun({ runId, step: 1 }));
});

async function run() {
  const runId = newRunId();
  const over = new Promise((resolve) => waiting.set(runId, resolve));
  await context.with(runContext(runId), () => start({ runId }));
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
