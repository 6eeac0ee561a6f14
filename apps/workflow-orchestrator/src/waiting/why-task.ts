import type { WaitingPiece, WaitingWork } from '@throughline/contracts';
import type { Attempt } from '../runs/attempt.entity.js';
import type { Task } from '../runs/task.entity.js';
import { isActiveTask } from '../workflow/transitions.js';
import { type Circumstances, pieceOf, type Why } from './waiting-piece.js';

/** What an unfinished task waits for. */
export function whyTask(circumstances: Circumstances, task: Task): WaitingWork {
  const attempt = circumstances.attempts.find(
    ({ taskId, number }) => taskId === task.id && number === task.attempt,
  );
  const [what, why] = reasonOf(circumstances, task, attempt);
  const id = what === 'task' ? task.id : `${task.id}#${String(task.attempt)}`;
  return pieceOf(what, id, task.state, task.stateSince, task.deadline, why);
}

function reasonOf(
  circumstances: Circumstances,
  task: Task,
  attempt: Attempt | undefined,
): [WaitingPiece, Why] {
  switch (task.state) {
    case 'pending':
      return ['task', dependencies(circumstances, task)];
    case 'ready':
      return ['task', start(circumstances, task)];
    case 'running':
      return ['attempt', agent(attempt)];
    case 'verifying':
      return [
        'verification',
        {
          reason: 'checks_under_way',
          text: 'The checks are run on its tree.',
          waitsFor: ['verification-feedback'],
        },
      ];
    case 'merging':
      return ['merge', merge(circumstances, task, attempt)];
    default:
      return ['task', person(task)];
  }
}

function dependencies({ run, tasks }: Circumstances, task: Task): Why {
  const states = new Map(tasks.map(({ id, state }) => [id, state]));
  const open = task.plan.dependsOn.filter((id) => states.get(id) !== 'done');
  if (open.length === 0 && run.state === 'awaiting_approval')
    return {
      reason: 'waits_for_approval',
      text: 'It begins when the plan is approved.',
      waitsFor: ['person'],
    };
  const text = `It depends on ${open.join(', ')}, which ${open.length === 1 ? 'is' : 'are'} not merged yet.`;
  return { reason: 'waits_for_dependencies', text, waitsFor: open };
}

function start({ run, tasks, place }: Circumstances, task: Task): Why {
  const next = `Attempt ${String(task.attempt + 1)}`;
  if (run.state === 'paused')
    return { reason: 'run_paused', text: `${next} begins when the run is resumed.`, waitsFor: ['person'] };
  const active = tasks.filter(({ state }) => isActiveTask(state)).map(({ id }) => id);
  const { maxParallelTasks } = run.limits;
  if (active.length >= maxParallelTasks) {
    const text = `${next} waits: the run works on ${String(maxParallelTasks)} tasks at a time.`;
    return { reason: 'waits_for_run_limit', text, waitsFor: active };
  }
  if (place === undefined) return { reason: 'starts_soon', text: `${next} is about to begin.`, waitsFor: [] };
  const others = place.ahead === 1 ? 'one run is' : `${String(place.ahead)} runs are`;
  const ahead = place.ahead === 0 ? 'the run is next in line' : `${others} ahead in line`;
  return {
    reason: 'waits_for_slot',
    text: `${next} waits for a slot: ${place.full}; ${ahead}.`,
    waitsFor: ['slot'],
  };
}

function agent(attempt: Attempt | undefined): Why {
  const waitsFor = ['agent-runtime'];
  if (attempt === undefined || attempt.epoch === 0)
    return {
      reason: 'waits_for_agent',
      text: 'The attempt is handed out; no agent has begun it yet.',
      waitsFor,
    };
  const turns = `${String(attempt.turns)} ${attempt.turns === 1 ? 'turn' : 'turns'}`;
  const text = `An agent works on it: ${turns} so far, until ${attempt.deadline.toISOString()} at the latest.`;
  return { reason: 'agent_works', text, waitsFor };
}

function merge({ run, tasks }: Circumstances, task: Task, attempt: Attempt | undefined): Why {
  if (run.mergingTask !== task.id) {
    if (run.state === 'paused')
      return { reason: 'run_paused', text: 'It is merged when the run is resumed.', waitsFor: ['person'] };
    const before = tasks.filter(
      (other) => other.state === 'merging' && comesBefore(run.mergingTask, other, task),
    );
    const text = 'Its checks have passed; it is merged when those before it are.';
    return { reason: 'waits_for_merge', text, waitsFor: before.map(({ id }) => id) };
  }
  if (task.mergeTree !== null && task.mergeTree !== attempt?.tree)
    return {
      ...{ reason: 'merged_tree_checked', text: 'The merged tree is being checked.' },
      waitsFor: ['verification-feedback'],
    };
  return { reason: 'merge_under_way', text: 'It is being merged.', waitsFor: ['git-worktree'] };
}

const comesBefore = (merging: string | null, other: Task, task: Task): boolean =>
  other.id === merging || (other.mergePosition ?? 0) < (task.mergePosition ?? 0);

const person = (task: Task): Why => ({
  reason: 'waits_for_person',
  text: task.reason === null ? 'A person has to decide.' : `A person has to decide: ${task.reason}`,
  waitsFor: ['person'],
});
