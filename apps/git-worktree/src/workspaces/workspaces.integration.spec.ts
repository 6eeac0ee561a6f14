import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type RepositoryRef, type RunId, WorkspaceDiscard } from '@throughline/contracts';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { refs } from '../git/ref-names.js';
import { type TemporaryGit, temporaryGit } from '../testing/temporary-git.js';
import { TemporaryRepository } from '../testing/temporary-repository.js';
import { attemptOf, TemporaryService } from '../testing/temporary-service.js';

// Programs take their time on a busy machine.
jest.setTimeout(60_000);

const FILES = Object.fromEntries(
  Array.from({ length: 40 }, (_, i) => [`src/file-${i}.txt`, `${i}\n`.repeat(20)]),
);

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
  user = new TemporaryRepository({ ...FILES, '.gitignore': 'dist/\n' });
  repository = await service.repositories.resolve(user.path, undefined);
  run = service.newRun();
}, 60_000);
afterAll(async () => {
  await service.stop();
  await infrastructure.stop();
  own.remove();
  user.remove();
});

const refusal = (code: string): object => expect.objectContaining({ code });
const inClone = (...argv: string[]): Promise<string> =>
  own.git.line(argv, { gitDir: own.layout.clone(repository) });

describe('opening', () => {
  it('gives sixteen tasks their workspaces in parallel, and leaves the user’s repository as it was', async () => {
    const before = user.fingerprint();
    const attempts = Array.from({ length: 16 }, (_, i) => attemptOf(run, `parallel-${i}`));
    const opened = await Promise.all(
      attempts.map(({ key, fence }) => service.workspaces.open(key, repository, fence)),
    );
    for (const each of opened)
      expect(each).toEqual({
        baseCommit: repository.baseCommit,
        baseTree: repository.baseTree,
        resumed: false,
      });
    for (const { key } of attempts) expect((await service.files.list(key, 'src')).entries).toHaveLength(40);
    const committed = await Promise.all(
      attempts.map(async ({ key, fence }) => {
        await service.files.write(key, fence, 'mine.txt', key.taskId);
        return service.commits.commit(key, 'Add mine', fence);
      }),
    );
    expect(new Set(committed.map(({ commit }) => commit)).size).toBe(16);
    expect(committed.every(({ changedFiles }) => changedFiles === 1)).toBe(true);
    expect(user.fingerprint()).toEqual(before);
  }, 60_000);

  it('finds a workspace again, with what was written', async () => {
    const { key, fence } = attemptOf(run, 'again');
    await service.workspaces.open(key, repository, fence);
    await service.files.write(key, fence, 'kept.txt', 'kept');
    const next = { attempt: 1, epoch: 2 };
    expect(await service.workspaces.open(key, repository, next)).toMatchObject({ resumed: true });
    expect(await service.files.read(key, 'kept.txt')).toMatchObject({ content: 'kept' });
  });

  it('makes anew what an interrupted opening has left', async () => {
    const { key, fence } = attemptOf(run, 'interrupted');
    const place = own.layout.workspace(run, key.taskId, 1);
    await own.git.run(
      ['worktree', 'add', '--quiet', '--no-checkout', '--detach', '--', place, repository.baseCommit],
      { gitDir: own.layout.clone(repository) },
    );
    writeFileSync(join(place, 'half'), 'x');
    expect(await service.workspaces.open(key, repository, fence)).toMatchObject({ resumed: false });
    expect((await service.files.list(key, '')).entries.map(({ path }) => path)).toEqual([
      '.gitignore',
      'src',
    ]);
  });

  it('goes on when the user’s repository has gone', async () => {
    const other = new TemporaryRepository();
    const ref = await service.repositories.resolve(other.path, undefined);
    const { key, fence } = attemptOf(service.newRun(), 'a');
    await service.workspaces.open(key, ref, fence);
    other.remove();
    const second = attemptOf(key.runId, 'b');
    expect(await service.workspaces.open(second.key, ref, second.fence)).toMatchObject({
      baseCommit: ref.baseCommit,
    });
  });

  it.each([
    ['sha256', ['--object-format=sha256']],
    ['sha1', []],
  ])('works with %s ids, and from a shallow copy', async (_, init) => {
    const origin = new TemporaryRepository({ 'a.txt': 'a' }, ...init);
    origin.commit({ 'a.txt': 'b' });
    const shallow = new TemporaryRepository({});
    rmSync(join(shallow.path, '.git'), { recursive: true });
    origin.git('clone', '--quiet', '--depth=1', `file://${origin.path}`, join(shallow.path, 'copy'));
    const ref = await service.repositories.resolve(join(shallow.path, 'copy'), undefined);
    const attempt = attemptOf(service.newRun(), 'a');
    const { commit } = await service.change(ref, attempt, { 'b.txt': 'b' });
    expect(await own.git.line(['rev-list', '--count', commit], { gitDir: own.layout.clone(ref) })).toBe('2');
    [origin, shallow].forEach((each) => each.remove());
  });
});

describe('the fence', () => {
  it('refuses a worker that another one has followed', async () => {
    const { key, fence } = attemptOf(run, 'fenced');
    await service.workspaces.open(key, repository, fence);
    await service.workspaces.open(key, repository, { attempt: 1, epoch: 3 });
    await expect(service.files.write(key, fence, 'late.txt', 'x')).rejects.toEqual(refusal('fenced'));
    await expect(service.commits.commit(key, 'late', { attempt: 1, epoch: 2 })).rejects.toEqual(
      refusal('fenced'),
    );
    const second = attemptOf(run, 'fenced', 2);
    await service.workspaces.open(second.key, repository, second.fence);
    await expect(service.files.write(key, { attempt: 1, epoch: 9 }, 'late.txt', 'x')).rejects.toEqual(
      refusal('fenced'),
    );
    await expect(service.files.read(key, 'late.txt')).rejects.toEqual(refusal('file_not_found'));
  });

  it('must be of the attempt', async () => {
    const { key } = attemptOf(run, 'wrong');
    await expect(service.workspaces.open(key, repository, { attempt: 2, epoch: 1 })).rejects.toEqual(
      refusal('invalid_input'),
    );
  });

  it('needs a workspace', async () => {
    const { key, fence } = attemptOf(run, 'never-opened');
    await expect(service.files.write(key, fence, 'a', 'x')).rejects.toEqual(refusal('workspace_not_found'));
  });
});

describe('files', () => {
  const { key, fence } = { key: () => attemptOf(run, 'files').key, fence: { attempt: 1, epoch: 1 } };
  beforeAll(() => service.workspaces.open(key(), repository, fence));

  it('are edited where the text is exactly once', async () => {
    await service.files.write(key(), fence, 'e.txt', 'one two two\n');
    await service.files.edit(key(), fence, 'e.txt', 'one', '1');
    expect(await service.files.read(key(), 'e.txt')).toEqual({
      content: '1 two two\n',
      totalLines: 1,
      truncated: false,
    });
    await expect(service.files.edit(key(), fence, 'e.txt', 'two', '2')).rejects.toEqual(
      refusal('edit_text_ambiguous'),
    );
    await expect(service.files.edit(key(), fence, 'e.txt', 'three', '3')).rejects.toEqual(
      refusal('edit_text_not_found'),
    );
  });

  it('lose no edit when many come at once', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `<${i}>`);
    await service.files.write(key(), fence, 'many.txt', names.join('\n'));
    await Promise.all(
      names.map((name) => service.files.edit(key(), fence, 'many.txt', name, name.replace('<', 'done '))),
    );
    expect((await service.files.read(key(), 'many.txt')).content.match(/done/g)).toHaveLength(10);
  });

  it('are searched, new ones too, ignored ones not', async () => {
    await service.files.write(key(), fence, 'new.txt', 'a\nneedle: 7\n');
    await service.files.write(key(), fence, 'dist/out.txt', 'needle: 8\n');
    expect((await service.files.search(key(), 'needle: [0-9]+')).matches).toEqual([
      { path: 'new.txt', line: 2, text: 'needle: 7' },
    ]);
    expect(
      (await service.files.search(key(), '^1$', 'src')).matches.every(({ path }) => path.startsWith('src/')),
    ).toBe(true);
    expect(await service.files.search(key(), 'nowhere at all')).toEqual({ matches: [], truncated: false });
    expect(await service.files.search(key(), '.')).toMatchObject({ truncated: true });
    await expect(service.files.search(key(), '(')).rejects.toEqual(refusal('search_pattern_invalid'));
    await expect(service.files.search(key(), 'x', '../..')).rejects.toEqual(refusal('path_refused'));
    expect((await service.files.search(key(), '--open-files-in-pager=false')).matches).toEqual([]);
  });
});

describe('snapshots and commits', () => {
  it('take in what is new, changed and deleted, but not what the tree ignores', async () => {
    const { key, fence } = attemptOf(run, 'snapshot');
    await service.workspaces.open(key, repository, fence);
    expect(await service.commits.snapshot(key, fence)).toEqual({
      tree: repository.baseTree,
      changedFiles: 0,
    });
    await service.files.write(key, fence, 'src/file-0.txt', 'x\n'.repeat(20));
    await service.files.write(key, fence, 'dist/out.js', 'x');
    await service.files.write(key, fence, '-n', 'x');
    await service.files.delete(key, fence, 'src/file-1.txt');
    const { tree, changedFiles } = await service.commits.snapshot(key, fence);
    expect(changedFiles).toBe(3);
    expect(await inClone('ls-tree', '--name-only', tree, '--', 'dist')).toBe('');
    expect(
      existsSync(own.layout.scratch)
        ? readdirSync(own.layout.scratch).filter((name) => name.endsWith('.index'))
        : [],
    ).toEqual([]);
  });

  it('commit once, with trailers, whoever asks again', async () => {
    const { key, fence } = attemptOf(run, 'commit');
    const first = await service.change(repository, { key, fence }, { 'a.txt': 'a' });
    await service.files.write(key, { attempt: 1, epoch: 2 }, 'a.txt', 'b');
    expect(await service.commits.commit(key, 'again', { attempt: 1, epoch: 2 })).toEqual(first);
    const { stdout } = await own.git.run(['show', '--no-patch', '--format=%an <%ae>%n%B', first.commit], {
      gitDir: own.layout.clone(repository),
    });
    expect(stdout.trim().split('\n')).toEqual([
      'Throughline <throughline@localhost>',
      'Change for commit',
      '',
      `Throughline-Run: ${run}`,
      'Throughline-Task: commit',
      'Throughline-Attempt: 1',
    ]);
    expect(await inClone('rev-parse', refs.attempt(run, key.taskId, 1))).toBe(first.commit);
  });

  it('answer with the base when nothing was changed', async () => {
    const attempt = attemptOf(run, 'nothing');
    expect(await service.change(repository, attempt, {})).toEqual({
      commit: repository.baseCommit,
      tree: repository.baseTree,
      changedFiles: 0,
    });
  });

  it('see a change of the same size made right after the files were written', async () => {
    for (let i = 0; i < 5; i += 1) {
      const { key, fence } = attemptOf(run, `racy-${i}`);
      await service.workspaces.open(key, repository, fence);
      await service.files.write(key, fence, 'src/file-3.txt', '4\n'.repeat(20));
      expect(await service.commits.snapshot(key, fence)).toMatchObject({ changedFiles: 1 });
    }
  });
});

describe('discarding', () => {
  it('saves work that no commit holds, then removes the files', async () => {
    const { key, fence } = attemptOf(run, 'unsaved');
    await service.workspaces.open(key, repository, fence);
    await service.files.write(key, fence, 'draft.txt', 'draft');
    await service.discards.discard(discard(run, { taskId: key.taskId, attempt: 1 }));
    expect(await inClone('cat-file', 'blob', `${refs.grave(run, key.taskId, 1)}:draft.txt`)).toBe('draft');
    expect(existsSync(own.layout.workspace(run, key.taskId, 1))).toBe(false);
    await expect(service.files.read(key, 'draft.txt')).rejects.toEqual(refusal('workspace_not_found'));
  });

  it('removes attempts up to a number, and no others', async () => {
    for (const attempt of [1, 2]) {
      const each = attemptOf(run, 'several', attempt);
      await service.workspaces.open(each.key, repository, each.fence);
    }
    await service.discards.discard(
      discard(run, { taskId: attemptOf(run, 'several').key.taskId, attempt: 1 }),
    );
    expect(readdirSync(join(own.layout.root, 'workspaces', run, 'several'))).toEqual(['2']);
  });

  it('drops a whole run but its branch, and keeps commits that were not merged', async () => {
    const ended = service.newRun();
    const attempt = attemptOf(ended, 'lost');
    const { commit } = await service.change(repository, attempt, { 'lost.txt': 'x' });
    mkdirSync(join(own.layout.trash, 'left-over'), { recursive: true });
    await service.discards.discard(discard(ended, { wholeRun: true }));
    await service.discards.discard(discard(ended, { wholeRun: true }));
    const { stdout } = await own.git.run(['for-each-ref', '--format=%(refname)', refs.run(ended)], {
      gitDir: own.layout.clone(repository),
    });
    expect(stdout.trim()).toBe(refs.head(ended));
    expect(await inClone('rev-parse', `${refs.graves(ended)}/lost/1/commit`)).toBe(commit);
    expect(readdirSync(own.layout.trash)).toEqual([]);
  });

  it('refuses the late workers of a run that is over, also after a restart, and of no other run', async () => {
    const ended = service.newRun();
    const opened = attemptOf(ended, 'opened');
    await service.workspaces.open(opened.key, repository, opened.fence);
    await service.discards.discard(discard(ended, { wholeRun: true }));
    const restarted = await TemporaryService.start(infrastructure.databaseUrl, own);
    for (const late of [
      attemptOf(ended, 'opened', 1, 2),
      attemptOf(ended, 'never'),
      attemptOf(ended, 'a', 7),
    ])
      for (const { workspaces, files } of [service, restarted]) {
        await expect(workspaces.open(late.key, repository, late.fence)).rejects.toEqual(refusal('fenced'));
        await expect(files.write(late.key, late.fence, 'a', 'a')).rejects.toEqual(refusal('fenced'));
      }
    await restarted.stop();
    expect(workspacesOf(ended)).toEqual([]);
    const next = attemptOf(service.newRun(), 'opened');
    expect(await service.workspaces.open(next.key, repository, next.fence)).toMatchObject({ resumed: false });
  });

  it('refuses attempts up to the discarded number, and lets later ones begin', async () => {
    const { key } = attemptOf(run, 'given-up');
    await service.discards.discard(discard(run, { taskId: key.taskId, attempt: 2 }));
    await service.discards.discard(discard(run, { taskId: key.taskId, attempt: 1 }));
    for (const attempt of [1, 2]) {
      const late = attemptOf(run, 'given-up', attempt);
      await expect(service.workspaces.open(late.key, repository, late.fence)).rejects.toMatchObject({
        code: 'fenced',
        kind: 'conflict',
      });
    }
    for (const next of [attemptOf(run, 'given-up', 3), attemptOf(run, 'not-given-up')])
      await expect(service.workspaces.open(next.key, repository, next.fence)).resolves.toBeDefined();
  });

  it('leaves nothing of a workspace that was being opened meanwhile', async () => {
    const ended = service.newRun();
    const attempts = Array.from({ length: 8 }, (_, i) => attemptOf(ended, `meanwhile-${i}`));
    const opening = attempts.map(({ key, fence }) => service.workspaces.open(key, repository, fence));
    while (workspacesOf(ended).length === 0) await new Promise(setImmediate);
    const [outcomes] = await Promise.all([
      Promise.allSettled(opening),
      service.discards.discard(discard(ended, { wholeRun: true })),
    ]);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toEqual(refusal('fenced'));
    expect(workspacesOf(ended)).toEqual([]);
  });
});

/** The folders that are left of a run's workspaces. */
function workspacesOf(runId: RunId): string[] {
  const folder = join(own.layout.root, 'workspaces', runId);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((task) =>
    readdirSync(join(folder, task)).map((each) => `${task}/${each}`),
  );
}

function discard(runId: RunId, fields: Partial<WorkspaceDiscard>): WorkspaceDiscard {
  return new WorkspaceDiscard({ runId, taskId: null, attempt: null, wholeRun: false, ...fields });
}
