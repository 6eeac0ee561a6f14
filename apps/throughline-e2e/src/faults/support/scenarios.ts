import type { RunState, TaskState } from '@throughline/contracts';

/** A kind of run that the messages of a platform need to be seen at all. */
export interface Scenario {
  readonly name: string;
  /** What it is, for a sentence that begins with "a run that". */
  readonly that: string;
  /** What is asked for besides. */
  readonly asks?: object;
  /** The check that its work must pass; the run's label stands where LABEL is. */
  readonly check: string;
  readonly ends: RunState;
  /** The states in which its tasks end. */
  readonly tasks: Readonly<Record<string, TaskState>>;
  /** How many attempts they take together. Kills take none: an attempt goes on where it was. */
  readonly attempts: number;
  /** Message types that come in such runs alone. */
  readonly messages: readonly string[];
}

/** Passes at once, whatever else the tree holds, unless an attempt has left a file of that name. */
const QUICK = 'test ! -e broken';

/** Makes a check one that no run before has had: it is run on the base commit too, if it fails. */
export const LABEL = 'LABEL';

export const GOOD: Scenario = {
  name: 'good',
  that: 'has an attempt rejected and succeeds',
  check: `${QUICK} -a -n ${LABEL}`,
  ends: 'succeeded',
  tasks: { left: 'done', right: 'done' },
  attempts: 3,
  messages: [],
};

export const SCENARIOS: readonly Scenario[] = [
  GOOD,
  {
    name: 'unplanned',
    that: 'gets no plan that holds',
    check: QUICK,
    ends: 'failed',
    tasks: {},
    attempts: 0,
    messages: ['plan.failed.v1'],
  },
  {
    name: 'conflicting',
    that: 'has two tasks that change the same file',
    check: QUICK,
    ends: 'succeeded',
    tasks: { left: 'done', right: 'done' },
    attempts: 3,
    messages: ['merge.conflicted.v1'],
  },
  {
    name: 'fenced',
    that: 'has the merge of a stale attempt refused',
    check: 'sleep 2',
    ends: 'succeeded',
    tasks: { left: 'done' },
    attempts: 2,
    messages: ['merge.failed.v1'],
  },
  {
    name: 'unpublished',
    that: 'finds a branch of its name in the repository',
    check: QUICK,
    ends: 'failed',
    tasks: { left: 'done' },
    attempts: 1,
    messages: ['branch.refused.v1'],
  },
  {
    name: 'revised',
    that: 'has its plan edited by a person',
    check: 'sleep 2',
    ends: 'succeeded',
    tasks: { left: 'done', right: 'done' },
    attempts: 2,
    messages: ['plan.revise.v1', 'runs.revise'],
  },
  {
    name: 'lettered',
    that: 'has a malformed message, which becomes a dead letter',
    check: 'sleep 2',
    ends: 'succeeded',
    tasks: { left: 'done' },
    attempts: 1,
    messages: ['dead.letter.moved.v1'],
  },
  {
    name: 'decided',
    that: 'is approved by a person, paused and resumed',
    asks: { approvals: { plan: true } },
    check: QUICK,
    ends: 'succeeded',
    tasks: { left: 'done' },
    attempts: 1,
    messages: ['runs.decide', 'runs.pause', 'runs.resume'],
  },
  {
    name: 'retried',
    that: 'has a task tried again by a person',
    asks: { approvals: { onExhausted: 'ask' }, limits: { maxAttempts: 1 } },
    check: QUICK,
    ends: 'succeeded',
    tasks: { left: 'done' },
    attempts: 2,
    messages: ['runs.retry'],
  },
  {
    name: 'overdue',
    that: 'is asked for again when nothing was heard of it',
    check: QUICK,
    ends: 'succeeded',
    tasks: { left: 'done' },
    attempts: 1,
    messages: ['runs.overdue'],
  },
  {
    name: 'crowded',
    that: 'waits for a slot',
    check: QUICK,
    ends: 'succeeded',
    tasks: { left: 'done' },
    attempts: 1,
    messages: ['runs.grant'],
  },
  {
    name: 'scheduled',
    that: 'is made by a schedule',
    check: QUICK,
    ends: 'succeeded',
    tasks: { left: 'done' },
    attempts: 1,
    messages: ['schedules.create', 'schedules.resume', 'schedules.claim'],
  },
  {
    name: 'cancelled-planning',
    that: 'is cancelled while it is planned',
    check: QUICK,
    ends: 'cancelled',
    tasks: {},
    attempts: 0,
    messages: ['plan.cancel.v1', 'runs.cancel'],
  },
  {
    name: 'cancelled-working',
    that: 'is cancelled while an agent works',
    check: QUICK,
    ends: 'cancelled',
    tasks: { left: 'cancelled' },
    attempts: 1,
    messages: ['task.cancel.v1'],
  },
  {
    name: 'cancelled-checking',
    that: 'is cancelled while its checks run',
    check: 'sleep 60',
    ends: 'cancelled',
    tasks: { left: 'cancelled' },
    attempts: 1,
    messages: ['verification.cancel.v1'],
  },
];

/** What each service does when one of its messages that has died is redriven. */
const REDRIVE = ['dead-letters.decide', 'messaging.redrive.before-confirm', 'messaging.redrive.before-mark'];
const REDRIVEN = {
  'plan-management': 'redriven-planning',
  'workflow-orchestrator': 'redriven-deciding',
  'agent-runtime': 'redriven-working',
  'verification-feedback': 'redriven-checking',
  'git-worktree': 'redriven-merging',
};
const REDRIVEN_SCENARIOS = new Map(
  Object.entries(REDRIVEN).map(([service, name]): [string, Scenario] => [
    service,
    {
      name,
      that: 'has a message die, which is redriven',
      check: QUICK,
      ends: 'succeeded',
      tasks: { left: 'done' },
      attempts: 1,
      messages: [],
    },
  ]),
);

interface Place {
  readonly service: string;
  readonly point: string;
}

/** The kind of run in which a point is passed for certain. */
export function scenarioOf({ service, point }: Place): Scenario {
  const subject = point.split('@')[1] ?? point;
  const redriven = REDRIVE.includes(subject) ? REDRIVEN_SCENARIOS.get(service) : undefined;
  return redriven ?? SCENARIOS.find(({ messages }) => messages.includes(subject)) ?? GOOD;
}
