import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculator, GOAL, type Workspace } from './support/calculator.js';
import { environmentOf } from './support/platform.js';
import { untilNoneWith } from './support/processes.js';
import { field } from './support/run-trace.js';
import { type Finished, throughline } from './support/throughline.js';

const PORT_BASE = 17_900;
/** Nothing is started in that time. */
const AT_ONCE_MS = 5000;

let home: string;
let workspace: Workspace;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'throughline-e2e-'));
  workspace = await calculator();
});

afterEach(async () => {
  await rm(home, { recursive: true, force: true });
  await rm(workspace.folder, { recursive: true, force: true });
});

const run = (goal: string, ...more: string[]): Promise<Finished> =>
  throughline(['run', goal, '--repo', workspace.repository, ...more, '--json'], {
    cwd: workspace.folder,
    env: environmentOf(home, PORT_BASE),
  });

function expectRefusal(result: Finished, code: number, errorCode: string, says: readonly RegExp[]): void {
  const message = String(field(field(result.json, 'error'), 'message'));
  expect(result).toMatchObject({
    code,
    stdout: `${JSON.stringify({ error: { code: errorCode, message } })}\n`,
    stderr: expect.stringContaining(message),
  });
  for (const part of says) expect(message).toMatch(part);
}

describe('without a platform, before anything starts', () => {
  const scripted = (): string[] => ['--model', workspace.model];
  it.each([
    ['an empty goal', () => run(' ', ...scripted()), 'usage', [/goal must not be empty/, /say what/]],
    ['a long goal', () => run('x'.repeat(20_001), ...scripted()), 'usage', [/20001 .*at most 20000/]],
    ['an empty check', () => run(GOAL, ...scripted(), '--check', ''), 'usage', [/--check must not be empty/]],
    ['no model', () => run(GOAL), 'no_model_configured', [/OPENAI_API_KEY/, /--model/, /scripted\/FILE/]],
    ['--detach', () => run(GOAL, ...scripted(), '--detach'), 'detach_needs_platform', [/throughline up/]],
  ])('%s is refused', async (_name, act, code, says) => {
    const startedAt = performance.now();
    expectRefusal(await act(), 2, code, says);
    expect(performance.now() - startedAt).toBeLessThan(AT_ONCE_MS);
    expect(await readdir(home)).toEqual([]);
  });

  it('an option that does not exist is refused', async () => {
    const result = await run(GOAL, ...scripted(), '--modle', 'x');
    expectRefusal(result, 2, 'usage', [/unknown option '--modle'/, /--model/]);
    expect(await readdir(home)).toEqual([]);
  });

  it('a port that is in use is named, with the variable that moves it', async () => {
    const server = createServer().listen(PORT_BASE + 10, '127.0.0.1');
    await once(server, 'listening');
    try {
      expectRefusal(await run(GOAL, ...scripted()), 3, 'port_in_use', [
        /port 17910, which model-router needs, is in use/,
        /set MODEL_ROUTER_PORT to a free port/,
      ]);
    } finally {
      server.close();
    }
    const left = await readdir(home, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => !entry.isDirectory())).toEqual([]);
    expect(left.map(({ name }) => name).filter((name) => /postgres|rabbit/.test(name))).toEqual([]);
    await untilNoneWith(home);
  }, 30_000);
});

it('ends the platform that it has started for a goal that is then refused', async () => {
  const result = await run(GOAL, '--model', workspace.model, '--repo', join(workspace.folder, 'nowhere'));
  expectRefusal(result, 2, 'repository_not_found', [/there is no folder .*nowhere/, /Check the path/]);
  expect(result.stderr).toContain('Everything is ready');
  await untilNoneWith(home);
  const left = await readdir(home);
  expect(left.filter((name) => name.startsWith('platform'))).toEqual([]);
  expect(await readdir(join(home, 'traces'), { recursive: true })).toEqual(['unaccepted']);
}, 120_000);

it('runs nothing, and says so with 3, where the sandbox cannot be used', async () => {
  const env = { ...environmentOf(home, PORT_BASE), THROUGHLINE_BWRAP: '/bin/false' };
  const words = ['run', GOAL, '--repo', workspace.repository, '--model', workspace.model, '--json'];
  const result = await throughline(words, { cwd: workspace.folder, env });
  expect(result.code).toBe(3);
  expect(field(result.json, 'error')).toMatchObject({
    code: 'sandbox_unavailable',
    message: expect.stringMatching(/sandbox does not work here.*throughline doctor/),
  });
  await untilNoneWith(home);
}, 120_000);
