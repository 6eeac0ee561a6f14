import { commitId, newRunId, taskId, TaskRun, treeId } from '@throughline/contracts';
import { Turn } from '../attempts/turn.entity.js';

const object = '1'.repeat(40);

/** A task as the orchestrator sends it. */
export function taskRun(changes: Partial<TaskRun> = {}): TaskRun {
  return Object.assign(
    new TaskRun({
      runId: newRunId(),
      taskId: taskId('slugify'),
      attempt: 1,
      goal: 'Make slugs',
      task: {
        id: taskId('slugify'),
        title: 'Add slugify',
        instructions: 'Write src/slugify.js',
        acceptanceCriteria: ['slugify("A b") is "a-b"'],
        checks: ['npm test'],
        dependsOn: [],
        paths: ['src/slugify.js'],
      },
      repository: {
        path: '/repo',
        baseBranch: 'main',
        baseCommit: commitId(object),
        baseTree: treeId(object),
      },
      model: 'scripted//script.json',
      checks: [{ name: 'npm test', argv: ['npm', 'test'] }],
      feedback: null,
      limits: {
        maxAttempts: 3,
        maxParallelTasks: 2,
        maxTurns: 5,
        maxTokens: 1000,
        runTimeoutMs: 1000,
        taskTimeoutMs: 1000,
        checkTimeoutMs: 1000,
      },
      deadline: Date.now() + 60_000,
    }),
    changes,
  );
}

/** A stored turn: the tools that it called, by name. */
export function turn(number: number, tools: readonly string[], changes: Partial<Turn> = {}): Turn {
  const calls = tools.map((name, at) => ({
    id: `c${String(number)}-${String(at)}`,
    type: 'function' as const,
    function: { name, arguments: '{}' },
  }));
  const answer = { role: 'assistant' as const, content: '', tool_calls: calls };
  const results = calls.map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: 'ok' }));
  return Object.assign(
    new Turn(),
    { number, answer, results, inputTokens: 10, outputTokens: 5, costUsd: 0.001 },
    changes,
  );
}
