import { randomUUID } from 'node:crypto';
import { captureContext, newSpanId, runContext } from '@throughline/tracing';
import { git } from '../../support/calculator.js';
import type { FaultRun } from './fault-run.js';

/** What makes a run the kind of run that it is: what people, faulty senders and clocks do to it. */
const PROVOCATIONS: Readonly<Record<string, (run: FaultRun) => Promise<void>>> = {
  'cancelled-planning': (run) => cancelWhen(run, 'is planned', () => isAsked(run, 'plan 1')),
  'cancelled-working': (run) => cancelWhen(run, 'is worked on', () => isAsked(run, 'left 1 1')),
  'cancelled-checking': (run) => cancelWhen(run, 'is checked', () => run.hasTask('verifying')),
  unpublished: putBranchInTheWay,
  fenced: raiseFence,
  lettered: sendMalformed,
  revised: revisePlan,
  decided: decideAndPause,
  retried: retryTask,
  overdue: letTimePass,
  crowded: takeSlots,
};

export const provoke = async (run: FaultRun): Promise<void> => PROVOCATIONS[run.scenario.name]?.(run);

const isAsked = ({ on, label }: FaultRun, turn: string): boolean => on.model.callsOf(label).has(turn);

/** The run has stood at its plan until somebody looks: else it might be over before its creation is answered. */
function untilChecked(run: FaultRun): Promise<void> {
  run.on.model.letGo(run.label);
  return run.until('is checked', () => run.hasTask('verifying'));
}

async function cancelWhen(
  run: FaultRun,
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  await run.until(what, holds);
  await run.post(`/v1/runs/${run.id}/cancel`, {}, [202, 409]);
}

async function putBranchInTheWay(run: FaultRun): Promise<void> {
  await git(run.on.repository, 'branch', `throughline/${run.id}`, 'main~1');
  run.on.model.letGo(run.label);
}

/** As if somebody had taken the attempt over: its merge is a stale one's. */
async function raiseFence(run: FaultRun): Promise<void> {
  await untilChecked(run);
  await run.on.rows(
    `INSERT INTO git_worktree.task_fences (run_id, task_id, attempt, epoch) VALUES ($1, 'left', 1, 1000)
     ON CONFLICT (run_id, task_id) DO UPDATE SET attempt = excluded.attempt, epoch = excluded.epoch`,
    [run.id],
  );
}

/** As a faulty sender would: past the check that every message of ours goes through before it is sent. */
async function sendMalformed(run: FaultRun): Promise<void> {
  await untilChecked(run);
  const context = JSON.stringify(captureContext(runContext(run.id)));
  await run.on.rows(
    `INSERT INTO workflow_orchestrator.outbox
       (id, run_id, message_type, kind, payload, span_id, parent, carrier, published_at, not_before)
     VALUES ($1, $2, 'plan.ready.v1', 'event', $3, $4, $5, $5, $6, now())`,
    [randomUUID(), run.id, JSON.stringify({ runId: run.id, tasks: 7 }), newSpanId(), context, Date.now()],
  );
}

/** While the first task is checked, of a task that nobody has begun. Asked again, the version is another one. */
async function revisePlan(run: FaultRun): Promise<void> {
  await untilChecked(run);
  const edit = { version: 1, change: [{ id: 'right', title: 'Add the other side' }] };
  await run.patch(`/v1/runs/${run.id}/plan`, edit, [200, 409]);
}

/** A person approves the plan, and has the run stand still for a moment while an agent works. */
async function decideAndPause(run: FaultRun): Promise<void> {
  const path = `/v1/runs/${run.id}`;
  await run.until('waits for approval', async () => (await run.state()) === 'awaiting_approval');
  await run.post(`${path}/approvals`, { decision: 'approve', planVersion: 1 }, [202]);
  await run.until('is worked on', () => isAsked(run, 'left 1 1'));
  await run.post(`${path}/pause`, {}, [202]);
  await run.post(`${path}/resume`, {}, [202]);
  run.on.model.letGo(run.label);
}

/** A person has a task tried again that has no attempts left. */
async function retryTask(run: FaultRun): Promise<void> {
  await run.until('waits for a person', () => run.hasTask('waiting_for_human'));
  const wish = { attempt: 1, comment: 'Leave nothing behind.' };
  await run.post(`/v1/runs/${run.id}/tasks/left/retry`, wish, [202]);
}

/** While the plan is thought about: the reconciler asks for it again. */
async function letTimePass(run: FaultRun): Promise<void> {
  await run.until('is planned', () => isAsked(run, 'plan 1'));
  const of = [run.id];
  await run.on.rows('UPDATE workflow_orchestrator.runs SET step_deadline = now() WHERE id = $1', of);
  const later = 'SELECT id FROM workflow_orchestrator.runs WHERE id = $1 AND step_deadline > now()';
  await run.until('is asked for again', async () => (await run.on.rows(later, of)).length > 0);
  run.on.model.letGo(run.label);
}

/** As a mistake by hand might: all slots are taken for a task that nobody works on, until the run waits for one. */
async function takeSlots(run: FaultRun): Promise<void> {
  const of = [run.id];
  await run.until('is planned', () => isAsked(run, 'plan 1'));
  const taken = `UPDATE workflow_orchestrator.task_slots SET run_id = $1, task_id = 'nobody' WHERE run_id IS NULL`;
  const waits = 'SELECT id FROM workflow_orchestrator.runs WHERE id = $1 AND slots_wanted > 0';
  await run.on.rows(taken, of);
  run.on.model.letGo(run.label);
  await run.until('waits for a slot', async () => {
    await run.on.rows(taken, of);
    return (await run.on.rows(waits, of)).length > 0;
  });
}
