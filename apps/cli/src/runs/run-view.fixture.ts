import { commitId, newRunId, type RunView, taskId, treeId } from '@throughline/contracts';

const OID = 'a'.repeat(40);

/** A run that has succeeded in two attempts at one of its tasks. */
export function aRun(fields: Partial<RunView> = {}): RunView {
  const id = newRunId();
  const attempt = { commit: commitId(OID), reason: null, turns: 3 };
  return {
    runId: id,
    traceId: id.replaceAll('-', ''),
    goal: 'Add slugify',
    repository: { path: '/repo', baseBranch: 'main', baseCommit: commitId(OID), baseTree: treeId(OID) },
    checks: [{ name: 'npm test', argv: ['npm', 'test'] }],
    model: 'scripted//s.json',
    limits: {
      maxAttempts: 3,
      maxParallelTasks: 2,
      maxTurns: 50,
      maxTokens: 1_000_000,
      runTimeoutMs: 1,
      taskTimeoutMs: 1,
      checkTimeoutMs: 1,
    },
    state: 'succeeded',
    reason: null,
    branch: `throughline/${id}`,
    commit: commitId(OID),
    usage: { inputTokens: 10, outputTokens: 2, calls: 3, costUsd: null },
    createdAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:05.000Z',
    durationMs: 5000,
    tasks: [
      {
        id: taskId('slugify'),
        title: 'Add slugify',
        state: 'done',
        dependsOn: [],
        reason: null,
        attempts: [
          { ...attempt, number: 1, state: 'rejected' },
          { ...attempt, number: 2, state: 'passed' },
        ],
      },
    ],
    ...fields,
  };
}
