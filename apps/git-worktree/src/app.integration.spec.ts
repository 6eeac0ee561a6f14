import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BranchPublish,
  MergeCommit,
  MergePrepare,
  MergePrepared,
  newRunId,
  RepositoryRef,
  type RunId,
  taskId,
  WorkspaceCommitted,
  WorkspaceDiscard,
} from '@throughline/contracts';
import { UnitsOfWork } from '@throughline/persistence';
import type { RunningService } from '@throughline/service-host';
import {
  armFault,
  isFaultArmed,
  ServiceProcess,
  type TestInfrastructure,
  testInfrastructure,
} from '@throughline/testing';
import { plainToInstance } from 'class-transformer';
import { DataSource } from 'typeorm';
import { GitLayout } from './git/git-layout.js';
import { refs } from './git/ref-names.js';
import type { Answers } from './testing/orchestrator.module.js';
import { TemporaryFolder, TemporaryRepository } from './testing/temporary-repository.js';

const TOKEN = 'a-local-token-for-tests-of-sufficient-length';
const task = taskId('change-a');
const fence = { attempt: 1, epoch: 1 };

let infrastructure: TestInfrastructure;
let home: TemporaryFolder;
let user: TemporaryRepository;
let service: ServiceProcess;
let faults: string;
let orchestrator: RunningService;
let answers: Answers;
let repository: RepositoryRef;

beforeAll(async () => {
  infrastructure = await testInfrastructure();
  home = new TemporaryFolder();
  home.write('token', TOKEN);
  user = new TemporaryRepository({ 'a.txt': 'a\n' });
  const { databaseUrl, rabbitUrl } = infrastructure;
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    RABBITMQ_URL: rabbitUrl,
    THROUGHLINE_HOME: home.path,
  });
  faults = join(home.path, 'faults');
  mkdirSync(faults);
  service = await ServiceProcess.start('git-worktree', {
    THROUGHLINE_HOME: home.path,
    THROUGHLINE_FAULTS_DIR: faults,
    DATABASE_URL: databaseUrl,
    RABBITMQ_URL: rabbitUrl,
    OTEL_SDK_DISABLED: 'true',
  });
  const { startService } = await import('@throughline/service-host');
  const { OrchestratorModule, Answers: Collected } = await import('./testing/orchestrator.module.js');
  orchestrator = await startService(OrchestratorModule, { port: 0 });
  answers = orchestrator.app.get(Collected);
  repository = plainToInstance(
    RepositoryRef,
    await posted('/internal/repositories/resolve', { path: user.path }),
  );
}, 90_000);
afterAll(async () => {
  expect(await service.stop()).toBe(0);
  await orchestrator.stop();
  await infrastructure.stop();
  home.remove();
  user.remove();
}, 60_000);

function call(method: 'POST' | 'PUT', path: string, body: object): Promise<Response> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(30_000);
  return fetch(`http://127.0.0.1:${service.port}${path}`, {
    method,
    headers,
    body: JSON.stringify(body),
    signal,
  });
}

async function posted(path: string, body: object): Promise<unknown> {
  const response = await call('POST', path, body);
  const answer: unknown = await response.json();
  expect({ status: response.status, answer }).toMatchObject({ status: 200 });
  return answer;
}
const workspaceOf = (run: RunId): string => `/internal/runs/${run}/tasks/${task}/attempts/1/workspace`;
const inClone = (...argv: string[]): string =>
  execFileSync('git', ['--git-dir', new GitLayout(join(home.path, 'git')).clone(repository), ...argv], {
    encoding: 'utf8',
  }).trim();

async function edited(run: RunId): Promise<string> {
  const path = workspaceOf(run);
  const response = await call('PUT', path, { repository, fence });
  expect(response.status).toBe(200);
  await posted(`${path}/edit`, { path: 'a.txt', old: 'a', new: 'b', fence });
  return path;
}

async function committed(run: RunId): Promise<WorkspaceCommitted> {
  const path = await edited(run);
  return plainToInstance(WorkspaceCommitted, await posted(`${path}/commit`, { message: 'Change a', fence }));
}

async function send(message: MergePrepare | MergeCommit | BranchPublish | WorkspaceDiscard): Promise<void> {
  await orchestrator.app.get(UnitsOfWork).run((work) => {
    work.publish(message);
    return Promise.resolve();
  });
}

async function prepared(run: RunId): Promise<MergePrepared> {
  const { commit } = await committed(run);
  await send(new MergePrepare({ runId: run, taskId: task, ...fence, commit, repository }));
  const answer = await answers.next();
  if (answer instanceof MergePrepared) return answer;
  throw new Error(JSON.stringify(answer));
}

describe('git-worktree', () => {
  it('takes a change from the workspace to the user’s branch', async () => {
    const run = newRunId();
    const { commit, tree, head } = await prepared(run);
    await send(
      new MergeCommit({
        runId: run,
        taskId: task,
        ...fence,
        commit,
        tree,
        head,
        title: 'Change a',
        repository,
      }),
    );
    expect(await answers.next()).toMatchObject({ runId: run, head: commit, tree });
    await send(new BranchPublish({ runId: run, branch: `throughline/${run}`, repository }));
    expect(await answers.next()).toMatchObject({ branch: `throughline/${run}`, commit });
    expect(user.git('show', `throughline/${run}:a.txt`)).toBe('b');
    expect(await posted(`/internal/runs/${run}/diff`, { repository })).toMatchObject({
      files: [{ path: 'a.txt', added: 1, removed: 1 }],
    });
    const archive = await call('POST', '/internal/trees/archive', { repository, tree });
    expect(archive.headers.get('content-type')).toContain('application/x-tar');
    expect(
      execFileSync('tar', ['-xO', 'a.txt'], {
        input: Buffer.from(await archive.arrayBuffer()),
        encoding: 'utf8',
      }),
    ).toBe('b\n');
  }, 60_000);

  it('discards the workspaces of a run that is over', async () => {
    const run = newRunId();
    const path = await edited(run);
    await send(new WorkspaceDiscard({ runId: run, taskId: null, attempt: null, wholeRun: true }));
    const status = async (): Promise<number> => (await call('POST', `${path}/list`, { path: '' })).status;
    while ((await status()) === 200) await delay(50);
    expect(await status()).toBe(404);
    const late = await call('PUT', path, { repository, fence });
    expect({ status: late.status, answer: await late.json() }).toMatchObject({
      status: 409,
      answer: { code: 'fenced' },
    });
    expect(inClone('cat-file', 'blob', `${refs.grave(run, task, 1)}:a.txt`)).toBe('b');
  }, 30_000);

  it('keeps a workspace for later whose discard has failed too often', async () => {
    const run = newRunId();
    await edited(run);
    const database = await new DataSource({ type: 'postgres', url: infrastructure.databaseUrl }).initialize();
    const payload = new WorkspaceDiscard({ runId: run, taskId: null, attempt: null, wholeRun: true });
    await database.query(
      `INSERT INTO git_worktree.jobs (id, kind, key, run_id, payload, carrier, tries)
       VALUES ($1::uuid, 'workspace.discard', $1::text, $1::uuid, $2, '{}', 5)`,
      [run, JSON.stringify(payload)],
    );
    const due = async (): Promise<unknown[]> =>
      database.query(
        `SELECT 1 FROM git_worktree.workspaces WHERE run_id = $1 AND discard_due > now() + interval '9 minutes'`,
        [run],
      );
    while ((await due()).length === 0) await delay(50);
    expect(await database.query('SELECT state FROM git_worktree.jobs WHERE id = $1', [run])).toEqual([
      { state: 'done' },
    ]);
    await database.destroy();
  }, 30_000);

  it('comes to the same end when it is killed at any moment of opening and committing', async () => {
    const large = new TemporaryRepository(
      Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`d${i % 20}/f${i}`, `${i}`.repeat(500)])),
    );
    const ref = plainToInstance(
      RepositoryRef,
      await posted('/internal/repositories/resolve', { path: large.path }),
    );
    const run = newRunId();
    const tasks = Array.from(
      { length: 6 },
      (_, i) => `/internal/runs/${run}/tasks/t${i}/attempts/1/workspace`,
    );
    const work = async (path: string): Promise<unknown> => {
      const body = { fence: { attempt: 1, epoch: 1 } };
      await call('PUT', path, { ...body, repository: ref });
      await call('POST', `${path}/write`, { ...body, path: 'd0/f0', content: path });
      return (await call('POST', `${path}/commit`, { ...body, message: 'x' })).json();
    };
    for (const lifeMs of [15, 60, 150, 300]) {
      const all = Promise.allSettled(tasks.map(work));
      await delay(lifeMs);
      await service.kill();
      await all;
      await service.restart();
    }
    const done = await Promise.all(tasks.map(work));
    for (const each of done) expect(each).toMatchObject({ changedFiles: 1, commit: expect.any(String) });
    const clone = new GitLayout(join(home.path, 'git')).clone(ref);
    execFileSync('git', ['--git-dir', clone, 'fsck', '--strict', '--connectivity-only'], { stdio: 'pipe' });
    expect(await Promise.all(tasks.map(work))).toEqual(done);
    large.remove();
  }, 120_000);

  it('says what is wrong with a request', async () => {
    const answers = await Promise.all([
      call('POST', '/internal/repositories/resolve', { path: '/nowhere/at/all' }),
      call('POST', '/internal/repositories/resolve', { path: user.path, other: 1 }),
      call('POST', '/internal/runs/x/diff', { repository }),
      call('POST', `${workspaceOf(newRunId())}/list`, { path: '' }),
      call('POST', `${workspaceOf(newRunId())}/read`, { path: 'a', startLine: 0 }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([422, 400, 400, 404, 400]);
    expect(await answers[0]?.json()).toMatchObject({ code: 'repository_not_found' });
  });

  it('has committed once when it is killed before its answer', async () => {
    const run = newRunId();
    const path = await edited(run);
    await armFault(faults, 'git-worktree', 'git-worktree.commit.before-answer');
    await expect(call('POST', `${path}/commit`, { message: 'Change a', fence })).rejects.toThrow();
    expect(await service.ended()).toBe('SIGKILL');
    const before = inClone('rev-parse', refs.attempt(run, task, 1));
    await service.restart();
    expect(
      await posted(`${path}/commit`, { message: 'Change a', fence: { attempt: 1, epoch: 2 } }),
    ).toMatchObject({ commit: before });
  }, 60_000);

  it.each(['merge', 'publish'] as const)(
    'has done a %s once when it is killed before its answer',
    async (step) => {
      const run = newRunId();
      const { commit, tree, head } = await prepared(run);
      const merge = new MergeCommit({
        runId: run,
        taskId: task,
        ...fence,
        commit,
        tree,
        head,
        title: 'Change a',
        repository,
      });
      await armFault(faults, 'git-worktree', `git-worktree.${step}.before-answer`);
      await send(merge);
      if (step === 'publish') {
        await answers.next();
        await send(new BranchPublish({ runId: run, branch: `throughline/${run}`, repository }));
      }
      expect(await service.ended()).toBe('SIGKILL');
      await service.restart();
      expect(await answers.next()).toMatchObject(
        step === 'merge' ? { head: commit, tree } : { branch: `throughline/${run}`, commit },
      );
      expect(await isFaultArmed(faults, 'git-worktree', `git-worktree.${step}.before-answer`)).toBe(false);
      expect(inClone('rev-list', '--count', `${repository.baseCommit}..${refs.head(run)}`)).toBe('1');
      expect(answers.left).toBe(0);
    },
    90_000,
  );
});
