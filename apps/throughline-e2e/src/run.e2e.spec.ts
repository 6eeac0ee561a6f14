import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { calculator, git, GOAL, type Workspace } from './support/calculator.js';
import { TestPlatform } from './support/platform.js';
import { missingMetrics } from './support/promised-metrics.js';
import { doubles, field, halves, traceOf } from './support/run-trace.js';

const SERVICES = [
  'agent-runtime',
  'api-gateway',
  'cli',
  'git-worktree',
  'model-router',
  'plan-management',
  'verification-feedback',
  'workflow-orchestrator',
];

let platform: TestPlatform;
let workspace: Workspace;

beforeAll(async () => {
  platform = await TestPlatform.start(17_600);
}, 120_000);

afterAll(async () => {
  await platform.stop();
}, 60_000);

beforeAll(async () => {
  workspace = await calculator();
});

afterAll(async () => {
  await rm(workspace.folder, { recursive: true, force: true });
});

const run = () =>
  platform.cli(['run', GOAL, '--repo', workspace.repository, '--model', workspace.model, '--json'], {
    cwd: workspace.folder,
  });

/** What is true of every good run of the calculator, whatever happened on the way. */
async function expectGoodRun(result: Awaited<ReturnType<typeof run>>, attempts = 4): Promise<string> {
  expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  expect(result.json).toMatchObject({
    state: 'succeeded',
    reason: null,
    tasks: 3,
    attempts,
    orphans: 0,
    roots: 1,
    costUsd: 0,
  });
  const runId = String(field(result.json, 'runId'));
  expect(field(result.json, 'spans')).toBe(field(result.json, 'spansCreated'));
  expect(field(result.json, 'services')).toEqual(SERVICES);
  const { report } = await traceOf(platform, runId);
  expect(report.findings).toEqual([]);
  expect(report.overallStatus).toBe('healthy');
  const branch = `throughline/${runId}`;
  expect(field(result.json, 'branch')).toBe(branch);
  expect(await git(workspace.repository, 'rev-parse', branch)).toBe(field(result.json, 'commit'));
  const trailers = await git(
    workspace.repository,
    'log',
    '--format=%(trailers:key=Throughline-Task,valueonly,separator=%x2C) %T',
    `main..${branch}`,
  );
  const commits = trailers.split('\n').filter((line) => !line.startsWith(' '));
  expect(new Set(commits).size).toBe(commits.length);
  for (const task of ['subtract', 'multiply', 'export']) expect(trailers).toContain(task);
  return runId;
}

/** How often a message of the type was acted on for the run: redelivered duplicates act on nothing. */
async function mergesOf(runId: string): Promise<string[]> {
  const branch = `throughline/${runId}`;
  const log = await git(workspace.repository, 'log', '--first-parent', '--format=%s', `main..${branch}`);
  return log.split('\n').sort();
}

describe('a run', () => {
  it('ends with a branch that passes, and one whole trace', async () => {
    const before = await git(workspace.repository, 'status', '--porcelain=v1', '--branch');
    const runId = await expectGoodRun(await run());
    expect(await git(workspace.repository, 'status', '--porcelain=v1', '--branch')).toBe(before);
    expect(await git(workspace.repository, 'show', `throughline/${runId}:src/multiply.js`)).toContain(
      'a * b',
    );
    expect(await mergesOf(runId)).toHaveLength(3);
    const judged = await platform.cli(['trace', runId, '--validate', '--json']);
    expect(judged).toMatchObject({ code: 0, json: { isWhole: true, findings: [], doubts: [] } });
    const { spans } = await traceOf(platform, runId);
    expect(halves(spans)).toEqual([]);
    expect(doubles(spans)).toEqual([]);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    for (const span of spans.filter(
      ({ kind, name }) => kind === 'PRODUCER' && name.endsWith('verification.run.v1'),
    ))
      expect(span.links.map(({ spanId }) => byId.get(spanId)?.kind)).toEqual(['CONSUMER']);
    const names = new Set(spans.map((span) => span.name));
    for (const name of [
      'workflow_orchestrator.run',
      'workflow_orchestrator.attempt',
      'agent_runtime.attempt',
      'execute_tool write_file',
      'git_worktree.create_worktree',
      'git_worktree.merge_commit',
    ]) {
      expect(names).toContain(name);
    }
    expect(
      spans.some(
        (span) =>
          span.attributes['db.system.name'] === 'postgresql' && span.service === 'workflow-orchestrator',
      ),
    ).toBe(true);
    expect(
      spans.some(
        (span) => span.attributes['gen_ai.operation.name'] === 'chat' && span.service === 'model-router',
      ),
    ).toBe(true);
    expect(
      spans.some(
        (span) => span.attributes['process.executable.name'] === 'git' && span.service === 'git-worktree',
      ),
    ).toBe(true);
  }, 120_000);

  it('is counted in the promised metrics of each service', async () => {
    expect(await missingMetrics(platform)).toEqual([]);
  });

  it('has every edge of its trace in the service map; what is there besides comes from other traces', async () => {
    const runs: unknown = await (await platform.get('api-gateway', '/v1/runs')).json();
    const list = field(runs, 'runs');
    const runId = Array.isArray(list) ? String(field(list[0], 'runId')) : '';
    const { report } = await traceOf(platform, runId);
    const answer: unknown = await (
      await platform.get('trace-analyzer', `/api/dependencies?endTs=${String(Date.now())}&lookback=3600000`)
    ).json();
    const data = field(answer, 'data');
    const edges = (Array.isArray(data) ? data : []).map(
      (edge) => `${String(field(edge, 'parent'))} -> ${String(field(edge, 'child'))}`,
    );
    const ofRun = new Set(report.edges.map(({ from, to }) => `${from} -> ${to}`));
    for (const edge of ofRun) expect(edges).toContain(edge);
    // The requests about the run after its creation, each a trace of its own: its view, its trace, its diff.
    const others = [
      'api-gateway -> trace-analyzer',
      'api-gateway -> git-worktree',
      'api-gateway -> plan-management',
      'cli -> trace-analyzer',
    ];
    expect(edges.filter((edge) => !ofRun.has(edge) && !others.includes(edge))).toEqual([]);
  }, 60_000);
});

describe('throughline doctor --trace', () => {
  it('makes a trace through the servers of the platform, and brings it to its receiver', async () => {
    const { code, json } = await platform.cli(['doctor', '--trace', '--json']);
    expect({ code, json }).toMatchObject({ code: 0, json: { ok: true, overallStatus: 'passed' } });
    const parts = field(json, 'parts');
    expect(Array.isArray(parts) ? parts.map((part) => field(part, 'status')) : []).toEqual(
      Array<string>(7).fill('passed'),
    );
  }, 60_000);
});

describe('a service that is killed', () => {
  it.each([
    ['workflow-orchestrator', 'messaging.relay.before-confirm'],
    ['agent-runtime', 'agent-runtime.turn.before-store'],
    ['git-worktree', 'git-worktree.commit.before-answer'],
  ] as const)(
    '%s at %s: the run ends right, effects are there once, the trace is whole',
    async (service, point) => {
      await platform.arm(service, point);
      const runId = await expectGoodRun(await run());
      expect(await platform.hasFired(service, point)).toBe(true);
      expect(await mergesOf(runId)).toHaveLength(3);
    },
    180_000,
  );
});
