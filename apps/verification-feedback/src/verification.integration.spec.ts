import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Check,
  CommandResult,
  newRunId,
  type RepositoryRef,
  ResolvedChecks,
  type RunCommand,
  taskId,
  treeId,
  type TreeId,
  VerificationCancel,
  VerificationProgressed,
  VerificationRun,
} from '@throughline/contracts';
import { TestPlatform } from './verification.fixture.js';

jest.setTimeout(60_000);

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
});
afterAll(() => platform.stop());

const TASK = taskId('task-1');
const PASSING = `const test = require('node:test'); test('adds', () => require('node:assert').equal(1 + 1, 2));`;
const FAILING = `const test = require('node:test'); test('adds', () => require('node:assert').equal(1 + 1, 3));`;
const PACKAGE = JSON.stringify({ name: 'tiny', scripts: { test: 'node --test' } });
const NPM_TEST = check('npm test', ['npm', 'test']);

function check(name: string, argv: string[]): Check {
  return Object.assign(new Check(), { name, argv });
}

function verification(
  repository: RepositoryRef,
  tree: TreeId,
  more: Partial<VerificationRun> = {},
): VerificationRun {
  const limits = {
    maxAttempts: 3,
    maxParallelTasks: 2,
    maxTurns: 10,
    maxTokens: 1000,
    runTimeoutMs: 60_000,
    taskTimeoutMs: 60_000,
    checkTimeoutMs: 30_000,
  };
  return new VerificationRun({
    ...{ runId: newRunId(), taskId: TASK, attempt: 1, epoch: 1, purpose: 'attempt', tree, repository },
    ...{ checks: [NPM_TEST], limits, deadline: Date.now() + 60_000 },
    ...more,
  });
}

const resolve = (repository: RepositoryRef, checks?: string[]): Promise<ResolvedChecks> =>
  platform.services.post(
    'verification-feedback',
    '/internal/checks/resolve',
    checks === undefined ? { repository } : { repository, checks },
    ResolvedChecks,
  );

describe('resolving checks', () => {
  it('takes the test script where no check is named, and named ones split into words', async () => {
    const repository = await platform.repository({
      'package.json': PACKAGE,
      'bin/check': '#!/bin/sh\nexit 0\n',
    });
    expect((await resolve(repository)).checks).toEqual([NPM_TEST]);
    expect((await resolve(repository, ["node -e '1 + 1'", './bin/check', 'npm run lint'])).checks).toEqual([
      check("node -e '1 + 1'", ['node', '-e', '1 + 1']),
      check('./bin/check', ['./bin/check']),
      check('npm run lint', ['npm', 'run', 'lint']),
    ]);
  });

  it.each([
    [{ 'README.md': 'x' }, undefined, 'check_missing', 'refused'],
    [{ 'package.json': '{' }, undefined, 'package_json_invalid', 'refused'],
    [{ 'package.json': PACKAGE }, ['npm test && true'], 'check_not_splittable', 'invalid'],
    [{ 'package.json': PACKAGE }, ['  '], 'check_empty', 'invalid'],
    [{ 'package.json': PACKAGE }, ['no-such-program --x'], 'check_program_not_found', 'refused'],
    [{ 'package.json': PACKAGE }, ['./package.json'], 'check_program_not_found', 'refused'],
  ])('refuses %j with %j: %s', async (files, checks, code, kind) => {
    const repository = await platform.repository(files);
    await expect(resolve(repository, checks)).rejects.toMatchObject({ code, kind });
  });
});

describe('a verification', () => {
  it('passes a tree whose checks pass, and tells of each check', async () => {
    const repository = await platform.repository({ 'package.json': PACKAGE, 'a.test.js': FAILING });
    const runId = newRunId();
    const tree = await platform.tree(repository, { runId, taskId: TASK }, { 'a.test.js': PASSING });
    const request = verification(repository, tree, {
      runId,
      checks: [NPM_TEST, check('node', ['node', '--version'])],
    });
    await platform.orchestrator.send(request);
    expect(await platform.orchestrator.finished(runId)).toMatchObject({
      ...{ runId, taskId: TASK, attempt: 1, epoch: 1, purpose: 'attempt', tree },
      ...{ outcome: 'passed', findings: [], feedback: '', reason: 'every check passed' },
      results: [
        { name: 'npm test', status: 'passed', exitCode: 0 },
        { name: 'node', status: 'passed' },
      ],
    });
    const progress = platform.orchestrator.of(runId).filter((each) => each instanceof VerificationProgressed);
    expect(progress).toMatchObject([{ check: 'npm test', status: 'passed' }, { check: 'node' }]);
  });

  it('fails a tree that breaks a check, with new findings and feedback, and answers the same when asked again', async () => {
    const repository = await platform.repository({ 'package.json': PACKAGE, 'a.test.js': PASSING });
    const runId = newRunId();
    const tree = await platform.tree(repository, { runId, taskId: TASK }, { 'a.test.js': FAILING });
    const request = verification(repository, tree, { runId });
    await platform.orchestrator.send(request);
    const finished = await platform.orchestrator.finished(runId);
    expect(finished).toMatchObject({
      outcome: 'failed',
      findings: [{ check: 'npm test', rule: 'test', file: 'a.test.js', isNew: true }],
    });
    expect(finished.feedback).toMatch(
      /The check "npm test" failed with exit code 1[^]*new error a\.test\.js:1[^]*2 == 3[^]*Output:/,
    );
    await platform.orchestrator.send(request);
    expect(await platform.orchestrator.finished(runId, 2)).toEqual(finished);
    expect(
      platform.orchestrator.of(runId).filter((each) => each instanceof VerificationProgressed),
    ).toHaveLength(1);
  });

  it('passes a tree that is no worse than the base commit, and says so', async () => {
    const repository = await platform.repository({ 'package.json': PACKAGE, 'a.test.js': FAILING });
    const runId = newRunId();
    const tree = await platform.tree(
      repository,
      { runId, taskId: TASK },
      { 'new.js': 'module.exports = 1;\n' },
    );
    await platform.orchestrator.send(verification(repository, tree, { runId }));
    expect(await platform.orchestrator.finished(runId)).toMatchObject({
      outcome: 'passed',
      reason: expect.stringContaining('failed on the base commit already'),
      findings: [{ isNew: false }],
    });
  });

  it('ends a check that takes too long, and cannot end without a result', async () => {
    const repository = await platform.repository({ 'package.json': PACKAGE });
    const sleeping = verification(repository, repository.baseTree, {
      checks: [check('sleep', ['sleep', '60'])],
    });
    const limits = { ...sleeping.limits, checkTimeoutMs: 500 };
    await platform.orchestrator.send(new VerificationRun({ ...sleeping, limits }));
    const finished = await platform.orchestrator.finished(sleeping.runId);
    expect(finished).toMatchObject({ outcome: 'failed', results: [{ status: 'timed_out', exitCode: null }] });
    expect(finished.findings).toMatchObject([{ rule: 'timeout' }]);

    const late = verification(repository, repository.baseTree, { deadline: Date.now() - 1000 });
    await platform.orchestrator.send(late);
    expect(await platform.orchestrator.finished(late.runId)).toMatchObject({
      outcome: 'error',
      reason: expect.stringContaining('time for the checks was up'),
    });
  });

  it('says that a tree does not exist instead of trying for ever', async () => {
    const repository = await platform.repository({ 'package.json': PACKAGE });
    const tree = treeId('a'.repeat(repository.baseTree.length));
    const request = verification(repository, tree);
    await platform.orchestrator.send(request);
    expect(await platform.orchestrator.finished(request.runId)).toMatchObject({
      outcome: 'error',
      reason: expect.stringContaining('could not be run'),
    });
  });

  it('is cancelled while a check runs', async () => {
    const repository = await platform.repository({ 'package.json': PACKAGE });
    const request = verification(repository, repository.baseTree, {
      checks: [check('node', ['node', '--version']), check('sleep', ['sleep', '50'])],
    });
    await platform.orchestrator.send(request);
    await platform.orchestrator.progressed(request.runId);
    const { runId, taskId: task, attempt } = request;
    await platform.orchestrator.send(new VerificationCancel({ runId, taskId: task, attempt }));
    expect(await platform.orchestrator.finished(runId)).toMatchObject({ outcome: 'cancelled' });
  });

  it('never begins when its cancel came first, however often it is asked for', async () => {
    const repository = await platform.repository({ 'package.json': PACKAGE, 'a.test.js': PASSING });
    const slow = verification(repository, repository.baseTree, { checks: [check('sleep', ['sleep', '50'])] });
    const request = new VerificationRun({ ...slow, limits: { ...slow.limits, checkTimeoutMs: 5000 } });
    const { runId, attempt } = request;
    await platform.orchestrator.send(new VerificationCancel({ runId, taskId: TASK, attempt }));
    // Of another run, and sent later: when it has ended, the cancel has been heard.
    const other = verification(repository, repository.baseTree);
    await platform.orchestrator.send(other);
    await platform.orchestrator.finished(other.runId);
    await platform.orchestrator.send(request);
    const cancelled = { attempt, purpose: 'attempt', tree: request.tree, outcome: 'cancelled', results: [] };
    expect(await platform.orchestrator.finished(runId)).toMatchObject(cancelled);
    await platform.orchestrator.send(request);
    expect(await platform.orchestrator.finished(runId, 2)).toMatchObject(cancelled);
    await platform.orchestrator.send(new VerificationRun({ ...request, attempt: 2, checks: [NPM_TEST] }));
    expect(await platform.orchestrator.finished(runId, 3)).toMatchObject({ attempt: 2, outcome: 'passed' });
  });

  it('ends as cancelled when request and cancel come at the same time', async () => {
    const repository = await platform.repository({ 'package.json': PACKAGE });
    const checks = [check('sleep', ['sleep', '50'])];
    const requests = Array.from({ length: 12 }, () =>
      verification(repository, repository.baseTree, { checks }),
    );
    const sent = requests.flatMap((request) => {
      const { runId, attempt } = request;
      return [request, new VerificationCancel({ runId, taskId: TASK, attempt })];
    });
    await Promise.all(sent.map((message) => platform.orchestrator.send(message)));
    for (const { runId } of requests)
      expect(await platform.orchestrator.finished(runId)).toMatchObject({
        outcome: 'cancelled',
        results: [],
      });
  });

  it('drops requests of an attempt that is not the newest', async () => {
    const repository = await platform.repository({ 'package.json': PACKAGE, 'a.test.js': PASSING });
    const newest = verification(repository, repository.baseTree, { attempt: 2 });
    await platform.orchestrator.send(newest);
    await platform.orchestrator.finished(newest.runId);
    await platform.orchestrator.send(new VerificationRun({ ...newest, attempt: 1 }));
    await platform.orchestrator.send(new VerificationRun({ ...newest, attempt: 3 }));
    expect(await platform.orchestrator.finished(newest.runId, 2)).toMatchObject({
      attempt: 3,
      outcome: 'passed',
    });
  });

  it('waits for git-worktree without failing the attempt, and survives its own death', async () => {
    const repository = await platform.repository({ 'package.json': PACKAGE, 'a.test.js': PASSING });
    await platform.endService('git-worktree', 'SIGKILL');
    const request = verification(repository, repository.baseTree);
    await platform.orchestrator.send(request);
    await platform.endService('verification-feedback', 'SIGKILL');
    await Promise.all([
      platform.startService('git-worktree'),
      platform.startService('verification-feedback'),
    ]);
    expect(await platform.orchestrator.finished(request.runId)).toMatchObject({ outcome: 'passed' });
  });
});

describe('a command', () => {
  const run = (
    repository: RepositoryRef,
    command: Partial<RunCommand>,
    runId = newRunId(),
  ): Promise<CommandResult> =>
    platform.services.post(
      'verification-feedback',
      `/internal/runs/${runId}/tasks/${TASK}/commands`,
      {
        repository,
        fence: { attempt: 1, epoch: 1 },
        tree: repository.baseTree,
        timeoutMs: 20_000,
        ...command,
      },
      CommandResult,
    );

  it('hands back what it changed, and leaves nothing behind', async () => {
    const repository = await platform.repository({
      'a.txt': 'a',
      'b.txt': 'b',
      'c.txt': 'c',
      '.gitignore': 'dist/\n',
    });
    const script = `const fs = require('fs'); fs.writeFileSync('a.txt', 'changed'); fs.rmSync('b.txt'); fs.mkdirSync('dist'); fs.mkdirSync('new');
      fs.writeFileSync('dist/x', ''); fs.writeFileSync('new/run.sh', 'x', { mode: 0o755 }); fs.mkdirSync('node_modules'); fs.writeFileSync('node_modules/x', '');
      fs.symlinkSync('/etc/passwd', 'link'); fs.symlinkSync('/', 'root'); console.log('done')`;
    const result = await run(repository, { argv: ['node', '-e', script] });
    expect(result).toMatchObject({ exitCode: 0, timedOut: false, truncated: false, output: 'done\n' });
    expect(result.changes).toEqual([
      { path: 'b.txt', contentBase64: null, executable: false },
      { path: 'a.txt', contentBase64: Buffer.from('changed').toString('base64'), executable: false },
      { path: 'new/run.sh', contentBase64: Buffer.from('x').toString('base64'), executable: true },
    ]);
    expect(await readdir(join(platform.home, 'sandbox'))).toEqual([]);
  });

  it('sees no git directory, and bounds what is handed back', async () => {
    const repository = await platform.repository({ 'a.txt': 'a' });
    const script = `console.log(require('fs').readdirSync('.').join()); for (let i = 0; i < 2500; i += 1) require('fs').writeFileSync('f' + i, 'x')`;
    const result = await run(repository, { argv: ['node', '-e', script] });
    expect(result.output).toMatch(/^a\.txt\n\n\[500 changed files were left out/);
    expect(result.changes).toHaveLength(2000);
  });

  it('is ended at its time', async () => {
    const repository = await platform.repository({ 'a.txt': 'a' });
    expect(await run(repository, { argv: ['sleep', '30'], timeoutMs: 400 })).toMatchObject({
      exitCode: null,
      timedOut: true,
    });
  });

  it('is refused for an attempt that has been taken over', async () => {
    const repository = await platform.repository({ 'a.txt': 'a' });
    const runId = newRunId();
    await run(repository, { argv: ['true'], fence: { attempt: 1, epoch: 2 } }, runId);
    await expect(
      run(repository, { argv: ['true'], fence: { attempt: 1, epoch: 1 } }, runId),
    ).rejects.toMatchObject({ code: 'fenced', kind: 'conflict' });
    expect(await run(repository, { argv: ['true'], fence: { attempt: 2, epoch: 1 } }, runId)).toMatchObject({
      exitCode: 0,
    });
  });
});
