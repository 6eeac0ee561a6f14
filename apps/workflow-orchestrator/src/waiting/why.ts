import type { WaitingPiece, WaitingWork, WhyReason } from '@throughline/contracts';
import type { Run } from '../runs/run.entity.js';
import type { Task } from '../runs/task.entity.js';
import { isActiveTask, isFinalRun, isFinalTask } from '../workflow/transitions.js';
import { type Circumstances, pieceOf } from './waiting-piece.js';
import { whyTask } from './why-task.js';

/** Each piece of unfinished work of the run, with its reason. */
export function whyOf(circumstances: Circumstances): WaitingWork[] {
  const { run, tasks, unsentMessages } = circumstances;
  const unfinished = tasks.filter((task) => !isFinalTask(task.state));
  const pieces = isFinalRun(run.state) ? [] : unfinished.map((task) => whyTask(circumstances, task));
  const step = whyRun(run, tasks);
  if (step !== undefined) pieces.unshift(step);
  if (unsentMessages > 0) pieces.push(unsent(run, unsentMessages));
  return pieces;
}

/** What the run itself waits for, where no task stands for it. */
function whyRun(run: Run, tasks: readonly Task[]): WaitingWork | undefined {
  const piece = (what: WaitingPiece, reason: WhyReason, text: string, waitsFor: string[]) =>
    pieceOf(what, run.id, run.state, run.stateSince, run.stepDeadline ?? run.deadline, {
      reason,
      text,
      waitsFor,
    });
  if (run.state === 'accepted' || run.state === 'planning')
    return piece('plan', 'plan_under_way', 'The plan is being made.', ['plan-management']);
  if (run.state === 'awaiting_approval')
    return piece('plan', 'waits_for_approval', 'A person has to approve the plan.', ['person']);
  if (run.state === 'paused')
    return piece('run', 'run_paused', 'The run is paused; nothing new begins until a person resumes it.', [
      'person',
    ]);
  if (run.state === 'cancelling') {
    const workers = tasks.filter((task) => isActiveTask(task.state)).map(({ id }) => id);
    return piece(
      'run',
      'workers_stopping',
      'The run is being cancelled: its workers have been told to stop.',
      workers,
    );
  }
  if (run.state === 'running' && tasks.length > 0 && tasks.every((task) => task.state === 'done'))
    return piece('branch', 'branch_under_way', 'Every task is merged; the branch is being written.', [
      'git-worktree',
    ]);
  return undefined;
}

function unsent(run: Run, count: number): WaitingWork {
  const text = `${count === 1 ? 'A message' : `${String(count)} messages`} of the run ${count === 1 ? 'has' : 'have'} not been confirmed by RabbitMQ yet.`;
  return pieceOf('messages', run.id, 'unsent', null, null, {
    ...{ reason: 'messages_unsent', text, waitsFor: ['rabbitmq'] },
  });
}
