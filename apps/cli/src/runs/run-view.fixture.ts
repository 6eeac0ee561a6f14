import {
  AttemptView,
  Check,
  commitId,
  type Fields,
  newRunId,
  RepositoryRef,
  RunLimits,
  RunView,
  TaskView,
  taskId,
  treeId,
  Usage,
} from '@throughline/contracts';

const OID = 'a'.repeat(40);

const make = <T extends object>(Class: new () => T, fields: Fields<T>): T =>
  Object.assign(new Class(), fields);

/** A run that has succeeded in two attempts at one of its tasks. */
export function aRun(fields: Partial<RunView> = {}): RunView {
  const id = newRunId();
  const attempt = { commit: commitId(OID), reason: null, turns: 3 };
  return make(RunView, {
    runId: id,
    traceId: id.replaceAll('-', ''),
    goal: 'Add slugify',
    repository: make(RepositoryRef, {
      path: '/repo',
      baseBranch: 'main',
      baseCommit: commitId(OID),
      baseTree: treeId(OID),
    }),
    checks: [make(Check, { name: 'npm test', argv: ['npm', 'test'] })],
    model: 'scripted//s.json',
    limits: make(RunLimits, {
      maxAttempts: 3,
      maxParallelTasks: 2,
      maxTurns: 50,
      maxTokens: 1_000_000,
      runTimeoutMs: 1,
      taskTimeoutMs: 1,
      checkTimeoutMs: 1,
    }),
    state: 'succeeded',
    reason: null,
    branch: `throughline/${id}`,
    commit: commitId(OID),
    usage: make(Usage, { inputTokens: 10, outputTokens: 2, calls: 3, costUsd: null }),
    createdAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:05.000Z',
    durationMs: 5000,
    tasks: [
      make(TaskView, {
        id: taskId('slugify'),
        title: 'Add slugify',
        state: 'done',
        dependsOn: [],
        reason: null,
        attempts: [
          make(AttemptView, { ...attempt, number: 1, state: 'rejected' }),
          make(AttemptView, { ...attempt, number: 2, state: 'passed' }),
        ],
      }),
    ],
    ...fields,
  });
}
