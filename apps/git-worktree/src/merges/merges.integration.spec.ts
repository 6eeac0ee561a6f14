import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  BranchPublish,
  type CommitId,
  commitId,
  MergeCommit,
  MergeCommitted,
  MergeConflicted,
  MergeFailed,
  MergePrepare,
  MergePrepared,
  type RepositoryRef,
  type RunId,
} from '@throughline/contracts';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { refs } from '../git/ref-names.js';
import { type TemporaryGit, temporaryGit } from '../testing/temporary-git.js';
import { TemporaryRepository } from '../testing/temporary-repository.js';
import { type Attempt, attemptOf, TemporaryService } from '../testing/temporary-service.js';

// Programs take their time on a busy machine.
jest.setTimeout(60_000);

let infrastructure: TestInfrastructure;
let own: TemporaryGit;
let service: TemporaryService;
let user: TemporaryRepository;
let repository: RepositoryRef;
let run: RunId;

beforeAll(async () => {
  infrastructure = await testInfrastructure();
  own = await temporaryGit();
  service = await TemporaryService.start(infrastructure.databaseUrl, own);
}, 60_000);
afterAll(async () => {
  await service.stop();
  await infrastructure.stop();
  own.remove();
});
beforeEach(async () => {
  user = new TemporaryRepository({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\n8\n', 'b.txt': 'b\n' });
  repository = await service.repositories.resolve(user.path, undefined);
  run = service.newRun();
});
afterEach(() => user.remove());

const inClone = (...argv: string[]): Promise<string> =>
  own.git.line(argv, { gitDir: own.layout.clone(repository) });
const head = async (): Promise<CommitId> => commitId(await inClone('rev-parse', refs.head(run)));

const prepareOf = ({ key, fence }: Attempt, commit: CommitId): MergePrepare =>
  new MergePrepare({ ...key, epoch: fence.epoch, commit, repository });
const commitOf = ({ key, fence }: Attempt, prepared: MergePrepared): MergeCommit => {
  const { commit, tree, head: at } = prepared;
  return new MergeCommit({
    ...key,
    epoch: fence.epoch,
    commit,
    tree,
    head: at,
    title: `Merge ${key.taskId}`,
    repository,
  });
};

async function prepared(attempt: Attempt, files: Readonly<Record<string, string>>): Promise<MergePrepared> {
  const { commit } = await service.change(repository, attempt, files);
  return prepare(attempt, commit);
}

async function prepare(attempt: Attempt, commit: CommitId): Promise<MergePrepared> {
  const answer = await service.merges.prepare(prepareOf(attempt, commit));
  if (answer instanceof MergePrepared) return answer;
  throw new Error(JSON.stringify(answer));
}

async function merged(attempt: Attempt, files: Readonly<Record<string, string>>): Promise<MergeCommitted> {
  const answer = await service.merges.commit(commitOf(attempt, await prepared(attempt, files)));
  if (answer instanceof MergeCommitted) return answer;
  throw new Error(JSON.stringify(answer));
}

describe('merging', () => {
  it('moves on to the first task’s own commit, then joins the second with it', async () => {
    const [first, second] = [attemptOf(run, 'first'), attemptOf(run, 'second')];
    const one = await prepared(first, { 'a.txt': '1 first\n2\n3\n4\n5\n6\n7\n8\n' });
    const two = await prepared(second, { 'a.txt': '1\n2\n3\n4\n5\n6\n7\n8 second\n' });
    const firstDone = await service.merges.commit(commitOf(first, one));
    expect(firstDone).toMatchObject({ head: one.commit, tree: one.tree });
    expect(await service.merges.commit(commitOf(second, two))).toMatchObject({ failure: 'head_moved' });
    const again = await prepare(second, two.commit);
    const done = await service.merges.commit(commitOf(second, again));
    expect(done).toMatchObject({ head: await head(), tree: again.tree });
    const { stdout } = await own.git.run(['cat-file', 'blob', `${await head()}:a.txt`], {
      gitDir: own.layout.clone(repository),
    });
    expect(stdout).toBe('1 first\n2\n3\n4\n5\n6\n7\n8 second\n');
    expect(await inClone('rev-list', '--parents', '-1', refs.head(run))).toBe(
      `${await head()} ${one.commit} ${two.commit}`,
    );
  });

  it('begins where another run has ended with whose work it goes on', async () => {
    const before = await merged(attemptOf(run, 'first'), { 'c.txt': 'c\n' });
    const failed = run;
    run = service.newRun();
    repository = { ...repository, startCommit: before.head };
    const after = await merged(attemptOf(run, 'second'), { 'd.txt': 'd\n' });
    for (const file of ['c', 'd']) expect(await inClone('show', `${after.head}:${file}.txt`)).toBe(file);
    expect(await inClone('rev-parse', refs.head(failed))).toBe(before.head);
    expect(await inClone('rev-parse', `${after.head}^`)).toBe(before.head);
  });

  it('tells a conflict with its files and places, and moves nothing', async () => {
    await merged(attemptOf(run, 'first'), { 'a.txt': 'mine\n2\n3\n4\n5\n6\n7\n8\n', 'new.txt': 'one\n' });
    const second = attemptOf(run, 'second');
    const before = await head();
    const rival = await rivalCommit({ 'a.txt': 'theirs\n2\n3\n4\n5\n6\n7\n8\n', 'new.txt': 'two\n' });
    const answer = await service.merges.prepare(prepareOf(second, rival));
    expect(answer).toBeInstanceOf(MergeConflicted);
    expect(answer).toMatchObject({ files: ['a.txt', 'new.txt'] });
    const feedback = answer instanceof MergeConflicted ? answer.feedback : '';
    for (const part of [
      'mine',
      'theirs',
      '<<<<<<<',
      'CONFLICT (content): Merge conflict in a.txt',
      'new.txt',
    ])
      expect(feedback).toContain(part);
    expect(await head()).toBe(before);
  });

  it('answers the same when it is asked again', async () => {
    const first = attemptOf(run, 'first');
    const command = commitOf(first, await prepared(first, { 'a.txt': 'x\n' }));
    const answers = await Promise.all([command, command, command].map((each) => service.merges.commit(each)));
    await merged(attemptOf(run, 'second'), { 'b.txt': 'y\n' });
    answers.push(await service.merges.commit(command));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await inClone('rev-list', '--count', `${repository.baseCommit}..${refs.head(run)}`)).toBe('2');
  });

  it('goes on where a process has died between its two steps', async () => {
    const first = attemptOf(run, 'first');
    const ready = await prepared(first, { 'a.txt': 'x\n' });
    await inClone('update-ref', refs.merged(run, first.key.taskId), ready.commit);
    expect(await head()).toBe(repository.baseCommit);
    expect(await service.merges.commit(commitOf(first, ready))).toMatchObject({ head: ready.commit });
    expect(await head()).toBe(ready.commit);
  });

  it('merges no other tree than the one that was verified, and nothing unknown', async () => {
    const first = attemptOf(run, 'first');
    const ready = await prepared(first, { 'a.txt': 'x\n' });
    const forged = new MergePrepared(Object.assign({}, ready, { tree: repository.baseTree }));
    expect(await service.merges.commit(commitOf(first, forged))).toMatchObject({
      failure: 'error',
      reason: expect.stringContaining('verified'),
    });
    const unknown = commitId('1'.repeat(40));
    expect(await service.merges.prepare(prepareOf(first, unknown))).toMatchObject({ failure: 'error' });
    expect(await head()).toBe(repository.baseCommit);
  });

  it('refuses a worker that another one has followed', async () => {
    const first = attemptOf(run, 'first');
    const ready = await prepared(first, { 'a.txt': 'x\n' });
    await service.workspaces.open(first.key, repository, { attempt: 1, epoch: 2 });
    expect(await service.merges.commit(commitOf(first, ready))).toBeInstanceOf(MergeFailed);
    expect(await service.merges.prepare(prepareOf(first, ready.commit))).toMatchObject({ failure: 'fenced' });
  });

  it('takes an attempt that changed nothing', async () => {
    const answer = await merged(attemptOf(run, 'nothing'), {});
    expect(answer).toMatchObject({ head: repository.baseCommit, tree: repository.baseTree });
  });
});

describe('publishing', () => {
  const command = (branch = `throughline/${run}`): BranchPublish =>
    new BranchPublish({ runId: run, branch, repository });
  const isNew = (path: string): boolean => path.startsWith('.git/objects/') || path.includes('throughline');

  it('writes one branch, once, and nothing else', async () => {
    user.write('.git/hooks/reference-transaction', `#!/bin/sh\ntouch ${user.path}/hook-ran\n`, true);
    user.write('b.txt', 'dirty\n');
    const before = user.fingerprint(isNew);
    await merged(attemptOf(run, 'first'), { 'a.txt': 'x\n' });
    const answer = { branch: `throughline/${run}`, commit: await head() };
    expect(await service.publishing.publish(command())).toMatchObject(answer);
    expect(await service.publishing.publish(command())).toMatchObject(answer);
    expect(user.git('rev-parse', `throughline/${run}`)).toBe(await head());
    expect(user.git('show', `throughline/${run}:a.txt`)).toBe('x');
    expect(user.fingerprint(isNew)).toEqual(before);
    expect(existsSync(join(user.path, 'hook-ran'))).toBe(false);
    user.git('fsck', '--strict');
  });

  it('overwrites no branch and says what is in the way', async () => {
    await merged(attemptOf(run, 'first'), { 'a.txt': 'x\n' });
    user.git('branch', `throughline/${run}`);
    expect(await service.publishing.publish(command())).toMatchObject({
      reason: expect.stringContaining('already'),
    });
    user.git('branch', '-D', `throughline/${run}`);
    user.git('branch', 'throughline');
    expect(await service.publishing.publish(command())).toMatchObject({
      reason: expect.stringContaining('Rename it'),
    });
    expect(await service.publishing.publish(command('main'))).toMatchObject({
      reason: expect.stringContaining('must be throughline/'),
    });
    expect(await service.publishing.publish(command('throughline/-x..y'))).toHaveProperty('reason');
    expect(user.git('branch', '--format=%(refname:short)').split('\n')).toEqual(['main', 'throughline']);
  });

  it('says when the repository has gone, or the run has no branch', async () => {
    expect(await service.publishing.publish(command())).toMatchObject({
      reason: expect.stringContaining('no branch'),
    });
    await merged(attemptOf(run, 'first'), { 'a.txt': 'x\n' });
    rmSync(join(user.path, '.git'), { recursive: true });
    expect(await service.publishing.publish(command())).toMatchObject({
      reason: expect.stringContaining('not in a git repository'),
    });
    user.remove();
    expect(await service.publishing.publish(command())).toMatchObject({
      reason: expect.stringContaining('there is no folder'),
    });
  });
});

async function rivalCommit(files: Readonly<Record<string, string>>): Promise<CommitId> {
  const gitDir = own.layout.clone(repository);
  const indexFile = join(own.layout.root, 'rival.index');
  await own.git.run(['read-tree', repository.baseTree], { gitDir, indexFile });
  for (const [path, input] of Object.entries(files)) {
    const blob = await own.git.line(['hash-object', '-w', '--stdin'], { gitDir, input });
    await own.git.run(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], {
      gitDir,
      indexFile,
    });
  }
  const tree = await own.git.line(['write-tree'], { gitDir, indexFile });
  return commitId(
    await own.git.line(['commit-tree', tree, '-p', repository.baseCommit, '-m', 'rival'], { gitDir }),
  );
}
