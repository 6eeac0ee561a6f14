import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RepositoryRef } from '@throughline/contracts';
import { type TemporaryGit, temporaryGit } from '../testing/temporary-git.js';
import { TemporaryFolder, TemporaryRepository } from '../testing/temporary-repository.js';
import { resolveBase } from './base-commit.js';
import { blocksPublish } from './user-branches.js';
import { findUserRepository } from './user-repository.js';

// Programs take their time on a busy machine.
jest.setTimeout(60_000);

let own: TemporaryGit;
const folders: TemporaryFolder[] = [];
const made = <Folder extends TemporaryFolder>(folder: Folder): Folder => {
  folders.push(folder);
  return folder;
};

beforeAll(async () => {
  own = await temporaryGit();
});
afterAll(() => own.remove());
afterEach(() => folders.splice(0).forEach((folder) => folder.remove()));

async function resolve(path: string, base?: string): Promise<RepositoryRef> {
  return resolveBase(own.git, await findUserRepository(own.git, path), base);
}
const refusal = (code: string): object => expect.objectContaining({ code });

describe('the folder', () => {
  it.each(['relative', './x', '', 'a\0b', '/a\0b'])('must be an absolute path: %j', async (path) => {
    await expect(resolve(path)).rejects.toEqual(refusal('repository_path_invalid'));
  });

  it('must be there', async () => {
    const folder = made(new TemporaryFolder());
    folder.link('loop', 'loop');
    folder.write('file', '');
    await expect(resolve(join(folder.path, 'nothing'))).rejects.toEqual(refusal('repository_not_found'));
    await expect(resolve(join(folder.path, 'loop'))).rejects.toEqual(refusal('repository_not_found'));
    await expect(resolve(`/${'x'.repeat(4000)}`)).rejects.toEqual(refusal('repository_not_found'));
    await expect(resolve(join(folder.path, 'file'))).rejects.toEqual(refusal('not_a_repository'));
    await expect(resolve(folder.path)).rejects.toEqual(refusal('not_a_repository'));
  });

  it('may be a subfolder, a symbolic link, git’s own folder, a worktree or a path with odd characters', async () => {
    const outer = made(new TemporaryFolder());
    const repository = made(new TemporaryRepository({ 'src/a.txt': 'a' }));
    outer.link('link', repository.path);
    for (const path of [
      join(repository.path, 'src'),
      join(outer.path, 'link', 'src'),
      join(repository.path, '.git'),
      `${repository.path}/`,
    ])
      expect((await resolve(path)).path).toBe(repository.path);
    const odd = join(outer.path, 'a b\n-x ü');
    repository.git('worktree', 'add', '--quiet', '-b', 'odd', odd);
    expect(await resolve(odd)).toMatchObject({ path: odd, baseBranch: 'odd' });
  });

  it('may be a bare repository', async () => {
    const repository = made(new TemporaryRepository());
    const bare = join(made(new TemporaryFolder()).path, 'bare.git');
    repository.git('clone', '--quiet', '--bare', '.', bare);
    expect(await resolve(bare)).toMatchObject({
      path: bare,
      baseBranch: 'main',
      baseCommit: repository.git('rev-parse', 'HEAD'),
    });
    expect((await resolve(join(bare, 'refs'))).path).toBe(bare);
  });

  it('is not led away by core.worktree', async () => {
    const repository = made(new TemporaryRepository());
    const elsewhere = made(new TemporaryFolder());
    repository.git('config', 'core.worktree', elsewhere.path);
    expect((await resolve(repository.path)).path).not.toBe(elsewhere.path);
  });

  it('may belong to somebody else', async () => {
    const repository = made(new TemporaryRepository());
    if (process.getuid?.() === 0)
      for (const path of ['', '.git']) chownSync(join(repository.path, path), 4242, 4242);
    expect((await resolve(repository.path)).path).toBe(repository.path);
  });
});

describe('a repository that cannot be used', () => {
  it('has no commits', async () => {
    const repository = made(new TemporaryRepository({}));
    await expect(resolve(repository.path)).rejects.toEqual(refusal('repository_empty'));
    await expect(resolve(repository.path, 'main')).rejects.toEqual(refusal('repository_empty'));
  });

  it('is broken', async () => {
    const head = made(new TemporaryRepository());
    writeFileSync(join(head.path, '.git/HEAD'), 'rubbish');
    await expect(resolve(head.path)).rejects.toEqual(refusal('repository_broken'));
    const format = made(new TemporaryRepository());
    format.git('config', 'core.repositoryformatversion', '9');
    await expect(resolve(format.path)).rejects.toEqual(refusal('repository_broken'));
    const dangling = made(new TemporaryRepository());
    writeFileSync(join(dangling.path, '.git/refs/heads/main'), `${'1'.repeat(40)}\n`);
    await expect(resolve(dangling.path)).rejects.toEqual(refusal('repository_broken'));
    const gitFile = made(new TemporaryFolder());
    gitFile.write('.git', 'gitdir: /nowhere\n');
    await expect(resolve(gitFile.path)).rejects.toEqual(refusal('repository_broken'));
  });

  it('lacks a blob', async () => {
    const repository = made(new TemporaryRepository({ 'a.txt': 'a', 'b/c.txt': 'c' }));
    const blob = repository.git('rev-parse', 'HEAD:b/c.txt');
    rmSync(join(repository.path, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    await expect(resolve(repository.path)).rejects.toEqual(refusal('repository_broken'));
  });

  it('has a branch where ours should go', async () => {
    const repository = made(new TemporaryRepository());
    const found = await findUserRepository(own.git, repository.path);
    expect(await blocksPublish(own.git, found)).toBe(false);
    repository.git('branch', 'throughline/x');
    expect(await blocksPublish(own.git, found)).toBe(false);
    repository.git('branch', '-D', 'throughline/x');
    repository.git('branch', 'throughline');
    repository.git('pack-refs', '--all');
    expect(await blocksPublish(own.git, found)).toBe(true);
  });
});

describe('the base', () => {
  it('is the branch that is checked out, or the commit', async () => {
    const repository = made(new TemporaryRepository());
    const first = repository.git('rev-parse', 'HEAD');
    repository.commit({ 'b.txt': 'b' });
    expect(await resolve(repository.path)).toMatchObject({
      baseBranch: 'main',
      baseCommit: repository.git('rev-parse', 'HEAD'),
    });
    repository.git('checkout', '--quiet', '--detach', first);
    expect(await resolve(repository.path)).toMatchObject({ baseBranch: 'HEAD', baseCommit: first });
  });

  it('is a branch before a tag, a tag, another’s branch, or a commit id', async () => {
    const repository = made(new TemporaryRepository());
    const first = repository.git('rev-parse', 'HEAD');
    const second = repository.commit({ 'b.txt': 'b' });
    repository.git('branch', 'same', first);
    repository.git('tag', 'same', second);
    repository.git('tag', '--annotate', '--message', 'x', 'v1', first);
    repository.git('update-ref', 'refs/remotes/origin/theirs', first);
    for (const base of ['same', 'v1', 'origin/theirs', first])
      expect(await resolve(repository.path, base)).toMatchObject({ baseBranch: base, baseCommit: first });
  });

  it.each(['-x', '--help', 'a..b', 'main@{1}', 'refs/heads/main', 'main^', 'HEAD~1', 'main:README.md', ' '])(
    'may not be %j',
    async (base) => {
      const repository = made(new TemporaryRepository());
      await expect(resolve(repository.path, base)).rejects.toEqual(refusal('base_invalid'));
    },
  );

  it('must be there', async () => {
    const repository = made(new TemporaryRepository());
    await expect(resolve(repository.path, 'nothing')).rejects.toEqual(refusal('base_not_found'));
    await expect(resolve(repository.path, '1'.repeat(40))).rejects.toEqual(refusal('base_not_found'));
    repository.git('checkout', '--quiet', '--orphan', 'fresh');
    await expect(resolve(repository.path)).rejects.toEqual(refusal('base_not_found'));
  });
});

it('runs no program that a repository names, and leaves no trace in it', async () => {
  const repository = made(
    new TemporaryRepository({ 'a.txt': 'a', '.gitattributes': '* filter=evil diff=evil\n' }),
  );
  const marker = join(made(new TemporaryFolder()).path, 'ran');
  const program = repository.write('.git/evil', `#!/bin/sh\ntouch ${marker}\n`, true);
  const config = [
    'core.fsmonitor',
    'filter.evil.clean',
    'filter.evil.smudge',
    'filter.evil.process',
    'diff.external',
    'diff.evil.textconv',
    'core.sshCommand',
    'core.pager',
    'core.editor',
    'uploadpack.packObjectsHook',
    'core.gitProxy',
    'core.alternateRefsCommand',
  ];
  for (const key of config) repository.git('config', key, program);
  repository.git('config', 'core.hooksPath', join(repository.path, '.git/hooks'));
  mkdirSync(join(repository.path, '.git/hooks'), { recursive: true });
  for (const hook of [
    'post-index-change',
    'reference-transaction',
    'post-checkout',
    'pre-auto-gc',
    'fsmonitor-watchman',
  ]) {
    repository.write(`.git/hooks/${hook}`, `#!/bin/sh\ntouch ${marker}\n`);
    chmodSync(join(repository.path, '.git/hooks', hook), 0o755);
  }
  const before = repository.fingerprint();
  await resolve(repository.path, 'main');
  await resolve(repository.path);
  expect(existsSync(marker)).toBe(false);
  expect(repository.fingerprint()).toEqual(before);
});
