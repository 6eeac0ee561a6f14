import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portOf, SERVICES, type ServiceName } from '@throughline/contracts';
import { spansFromOtlp, validateTrace } from '@throughline/tracing';
import { calculator, git, type Workspace, write } from './support/calculator.js';
import { OpenAiStub } from './support/openai-stub.js';
import { environmentOf } from './support/platform.js';
import { processesWith, untilNoneWith } from './support/processes.js';
import { pidOf } from './support/recorded-parts.js';
import { field } from './support/run-trace.js';
import { RunningCommand } from './support/running-command.js';
import { throughline } from './support/throughline.js';
import { until } from './support/until.js';

jest.setTimeout(120_000);

const KEY = `sk-e2e-${randomBytes(12).toString('hex')}`;
const GOAL = 'Give the calculator negation.';

const stub = new OpenAiStub();
let workspace: Workspace;
let first: { home: string; env: NodeJS.ProcessEnv };
let second: { home: string; env: NodeJS.ProcessEnv };

beforeAll(async () => {
  workspace = await calculator();
  first = await aHome(18_000, { OPENAI_BASE_URL: await stub.start(), OPENAI_API_KEY: KEY });
  second = await aHome(18_700, { PLAN_MANAGEMENT_REPLICAS: '2' });
});

afterAll(async () => {
  stub.stop();
  for (const folder of [workspace.folder, first.home, second.home])
    await rm(folder, { recursive: true, force: true });
});

async function aHome(portBase: number, more: NodeJS.ProcessEnv = {}) {
  const home = await mkdtemp(join(tmpdir(), 'throughline-e2e-'));
  return { home, env: { ...environmentOf(home, portBase), ...more } };
}

const runIn = (env: NodeJS.ProcessEnv, ...more: string[]) =>
  throughline(['run', GOAL, '--repo', workspace.repository, ...more], { env, cwd: workspace.folder });

/** No process, no lock, no record. */
async function expectNothingLeft(home: string): Promise<void> {
  await untilNoneWith(home);
  expect((await readdir(home)).filter((name) => name.startsWith('platform'))).toEqual([]);
}

async function expectReady(env: NodeJS.ProcessEnv, service: ServiceName): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${String(portOf(service, env))}/health/ready`, {
    signal: AbortSignal.timeout(10_000),
  });
  expect({ service, status: answer.status, body: await answer.json() }).toMatchObject({
    status: 200,
    body: { status: 'ok' },
  });
}

describe('throughline up', () => {
  let up: RunningCommand;

  beforeAll(async () => {
    up = await RunningCommand.start(['up'], first.env);
  });

  it('prints where each service is, and each is there', async () => {
    const places = SERVICES.map((service) => ({
      service,
      url: `http://127.0.0.1:${String(portOf(service, first.env))}`,
      state: 'ready',
    }));
    expect(up.places).toEqual(places);
    for (const service of SERVICES) await expectReady(first.env, service);
  });

  it('refuses to start twice on one state folder, and says how to go on', async () => {
    const again = await throughline(['up'], { env: first.env });
    expect(again.code).toBe(3);
    expect(again.stderr).toMatch(
      /a platform already runs on .*THROUGHLINE_HOME\. End it with: \.\/throughline stop/,
    );
    await expectReady(first.env, 'api-gateway');
  });

  it('does a run with a model of an OpenAI-compatible server, whose price nobody knows', async () => {
    const result = await runIn(first.env, '--model', 'openai/stub-model', '--json');
    expect({ code: result.code, json: result.json }).toMatchObject({
      code: 0,
      json: {
        state: 'succeeded',
        model: 'openai/stub-model',
        costUsd: null,
        tokens: { input: 300, output: 30 },
        tasks: 1,
        attempts: 1,
        roots: 1,
        orphans: 0,
      },
    });
    expect(field(result.json, 'spans')).toBe(field(result.json, 'spansCreated'));
    const branch = String(field(result.json, 'branch'));
    expect(await git(workspace.repository, 'show', `${branch}:src/negate.js`)).toContain('-a');
    expect([...stub.keys]).toEqual([`Bearer ${KEY}`]);
    expect(result.stdout + result.stderr + up.lines.join('\n')).not.toContain(KEY);
  });

  it('gives the key to model-router alone, and nobody writes it down', async () => {
    const holders = (await processesWith(KEY)).map(
      ({ command }) => /apps\/([a-z-]+)\/dist/.exec(command)?.[1],
    );
    expect([...new Set(holders)].sort()).toEqual(['cli', 'model-router']);
    expect(await filesWith(KEY, first.home)).toEqual([]);
    expect(await filesWith('stub-model', first.home)).not.toEqual([]);
  });

  it('cancels a run in the midst of a command', async () => {
    const mark = `mark-${randomBytes(8).toString('hex')}`;
    await write(workspace.folder, 'long.json', JSON.stringify(longCommand(mark)));
    const model = `scripted/${join(workspace.folder, 'long.json')}`;
    const running = runIn(first.env, '--model', model, '--json');
    await until(async () => (await processesWith(mark)).length > 0, {
      withinMs: 30_000,
      otherwise: () => 'the command of the agent does not run',
    });
    const listed = await throughline(['runs', '--json'], { env: first.env });
    const runs = field(listed.json, 'runs');
    const runId = String(field(Array.isArray(runs) ? runs[0] : undefined, 'runId'));
    const cancelled = await throughline(['cancel', runId], { env: first.env });
    expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringMatching(/is cancell(ing|ed)\./) });
    const { code, json } = await running;
    expect({ code, json }).toMatchObject({
      code: 1,
      json: { runId, state: 'cancelled', branch: null, roots: 1, orphans: 0 },
    });
    expect(field(json, 'spans')).toBe(field(json, 'spansCreated'));
    await untilNoneWith(mark, 10_000);
    await expectReady(first.env, 'verification-feedback');
    const text = await readFile(join(first.home, 'traces', `${runId}.jsonl`), 'utf8');
    const spans = text
      .trimEnd()
      .split('\n')
      .flatMap((line) => spansFromOtlp(JSON.parse(line)));
    expect(validateTrace(spans).findings).toEqual([]);
  });

  it('runs beside another platform, which ends with its supervisor, even when that is killed', async () => {
    const other = await RunningCommand.start(['up'], second.env);
    for (const { env } of [first, second]) await expectReady(env, 'workflow-orchestrator');
    expect(other.places.filter(({ service }) => service.startsWith('plan-management'))).toEqual([
      { service: 'plan-management', url: 'http://127.0.0.1:18720', state: 'ready' },
      { service: 'plan-management-2', url: 'http://127.0.0.1:18820', state: 'ready' },
    ]);
    await expectExamined();
    const runs = await throughline(['runs'], { env: second.env });
    expect(runs).toMatchObject({ code: 0, stdout: 'There are no runs yet.\n' });
    const token = (await readFile(join(first.home, 'token'), 'utf8')).trim();
    const foreign = await fetch(`http://127.0.0.1:${String(portOf('api-gateway', second.env))}/v1/runs`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(foreign.status).toBe(401);
    expect(await other.end('SIGKILL')).toBe('SIGKILL');
    await untilNoneWith(second.home);
    const next = await RunningCommand.start(['up'], second.env);
    await expectReady(second.env, 'workflow-orchestrator');
    const stopped = await throughline(['stop'], { env: second.env });
    expect(stopped).toMatchObject({ code: 0, stdout: 'The platform has ended.\n' });
    expect(await next.end('SIGTERM')).toBe(0);
    await expectNothingLeft(second.home);
    await expectReady(first.env, 'api-gateway');
  }, 180_000);

  it('ends everything at Ctrl-C', async () => {
    expect(await up.end('SIGINT')).toBe(0);
    expect(up.lines.at(-1)).toBe('Ending …');
    await expectNothingLeft(first.home);
  });
});

it('throughline run starts a platform for the time, and says what a run cost as far as it is known', async () => {
  const result = await runIn(first.env, '--model', 'openai/stub-model');
  expect(result).toMatchObject({ code: 0, stdout: expect.stringMatching(/^cost +unknown$/m) });
  expect(result.stdout).toMatch(/^state +succeeded$/m);
  expect(result.stdout).toMatch(/^trace +\d+ spans of 8 services, \d+ created: whole$/m);
  expect(result.stdout + result.stderr).not.toContain(KEY);
  expect(await filesWith(KEY, first.home)).toEqual([]);
  await expectNothingLeft(first.home);
});

describe('throughline serve', () => {
  it.each(['model-router', 'workflow-orchestrator'] as const)('%s starts alone', async (service) => {
    const serve = await RunningCommand.start(['serve', service], second.env);
    expect(serve.places.map((place) => place.service)).toEqual([service]);
    await expectReady(second.env, service);
    const others = SERVICES.filter((name) => name !== service);
    for (const other of others)
      await expect(
        fetch(`http://127.0.0.1:${String(portOf(other, second.env))}/health/ready`),
      ).rejects.toThrow();
    const runs = await throughline(['runs', '--json'], { env: second.env });
    expect(runs).toMatchObject({ code: 3, json: { error: { code: 'platform_not_running' } } });
    expect(await serve.end('SIGTERM')).toBe(0);
    await expectNothingLeft(second.home);
  });

  it('knows no other service', async () => {
    const result = await throughline(['serve', 'model-ruoter'], { env: second.env });
    expect(result).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/there is no service "model-ruoter"; services: .*model-router/),
    });
  });
});

/** Every process is examined: also the second one of a service, when it alone does not answer. */
async function expectExamined(): Promise<void> {
  const well = await throughline(['doctor'], { env: second.env });
  expect(well.stdout).toContain('✓ plan-management: ready on port 18720\n');
  expect(well.stdout).toContain('✓ plan-management-2: ready on port 18820\n');
  const pid = pidOf(second.home, 'plan-management-2');
  process.kill(pid, 'SIGSTOP');
  try {
    const { code, json } = await throughline(['doctor', '--json'], { env: second.env });
    expect({ code, ok: field(json, 'ok') }).toEqual({ code: 3, ok: false });
    expect(field(json, 'checks')).toEqual(
      expect.arrayContaining([
        { name: 'plan-management', state: 'well', detail: 'ready on port 18720' },
        { name: 'plan-management-2', state: 'wrong', detail: 'does not answer on port 18820' },
      ]),
    );
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** Whatever the platform has written, its database and its queues too. */
async function filesWith(text: string, home: string): Promise<string[]> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found: string[] = [];
  for (const path of paths) {
    const content = await readFile(path).catch(() => Buffer.alloc(0));
    if (content.includes(text)) found.push(path);
  }
  return found;
}

/** A script whose one agent waits for a minute. */
function longCommand(mark: string): object {
  const task = { id: 'wait', title: 'Wait', instructions: 'Wait.', acceptanceCriteria: ['It has waited'] };
  const argv = ['node', '-e', `setTimeout(() => {}, 60000) // ${mark}`];
  const answer = (name: string, given: object) => ({ answer: { toolCalls: [{ name, arguments: given }] } });
  return {
    steps: [
      { when: { tool: 'submit_plan' }, ...answer('submit_plan', { tasks: [task] }) },
      { when: { turn: 0 }, ...answer('run_command', { argv }) },
      answer('finish', { summary: 'It has waited.' }),
    ],
  };
}
