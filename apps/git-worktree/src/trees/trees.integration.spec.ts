import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type RepositoryRef, treeId } from '@throughline/contracts';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { type TemporaryGit, temporaryGit } from '../testing/temporary-git.js';
import { TemporaryFolder, TemporaryRepository } from '../testing/temporary-repository.js';
import { attemptOf, TemporaryService } from '../testing/temporary-service.js';

// Programs take their time on a busy machine.
jest.setTimeout(60_000);

let infrastructure: TestInfrastructure;
let own: TemporaryGit;
let service: TemporaryService;
let user: TemporaryRepository;
let repository: RepositoryRef;

beforeAll(async () => {
  infrastructure = await testInfrastructure();
  own = await temporaryGit();
  service = await TemporaryService.start(infrastructure.databaseUrl, own);
  user = new TemporaryRepository({
    'a.txt': 'a\n',
    '.gitattributes': 'a.txt export-ignore filter=evil\nb.txt export-subst\n',
    'b.txt': '$Format:%H$\n',
  });
  user.write('run.sh', '#!/bin/sh\n', true);
  symlinkSync('a.txt', join(user.path, 'link'));
  user.commit({});
  repository = await service.repositories.resolve(user.path, undefined);
}, 60_000);
afterAll(async () => {
  await service.stop();
  await infrastructure.stop();
  own.remove();
  user.remove();
});

describe('an archive', () => {
  it('holds every file of the tree as it was committed, whatever attributes say', async () => {
    const folder = new TemporaryFolder();
    const tar = folder.write(
      'tree.tar',
      await buffer(await service.trees.archive(repository, repository.baseTree)),
    );
    const listed = execFileSync('tar', ['-tvf', tar], { encoding: 'utf8' });
    for (const name of ['.gitattributes', 'a.txt', 'b.txt', 'link -> a.txt', 'run.sh'])
      expect(listed).toContain(name);
    expect(listed).toMatch(/-rwxr-xr-x .* run\.sh/);
    execFileSync('tar', ['-xf', tar, '-C', folder.path]);
    expect(readFileSync(join(folder.path, 'b.txt'), 'utf8')).toBe('$Format:%H$\n');
    folder.remove();
  });

  it('is not made of a tree that is not there', async () => {
    await expect(service.trees.archive(repository, treeId('1'.repeat(40)))).rejects.toMatchObject({
      code: 'tree_not_found',
    });
  });
});

describe('the diff of a run', () => {
  it('is empty before there is a branch', async () => {
    expect(await service.trees.diff(service.newRun(), repository)).toEqual({
      patch: '',
      files: [],
      truncated: false,
    });
  });

  it('shows what was merged, and is cut where it is large', async () => {
    const run = service.newRun();
    const gitDir = own.layout.clone(repository);
    const attempt = attemptOf(run, 'a');
    const { commit } = await service.change(repository, attempt, {
      'a.txt': 'b\n',
      'large.txt': 'a line of text\n'.repeat(60_000),
    });
    await own.git.run(['update-ref', `refs/throughline/runs/${run}/head`, commit], { gitDir });
    expect(await service.trees.diff(run, repository)).toMatchObject({
      truncated: false,
      files: [
        { path: 'a.txt', added: 1, removed: 1 },
        { path: 'large.txt', added: 60_000, removed: 0 },
      ],
    });
    const larger = attemptOf(run, 'b');
    const next = await service.change(repository, larger, {
      'larger.txt': 'a line of text\n'.repeat(60_000),
    });
    await own.git.run(['update-ref', `refs/throughline/runs/${run}/head`, next.commit], { gitDir });
    const diff = await service.trees.diff(run, repository);
    expect(diff).toMatchObject({ truncated: true });
    expect(diff.patch.length).toBe(1024 * 1024);
    expect(diff.patch).toContain('-a\n+b\n');
  });
});

describe('the base', () => {
  it('is read and listed from the user’s repository', async () => {
    const { repositories } = service;
    expect(await repositories.readBase(repository, 'a.txt')).toEqual({ content: 'a\n', executable: false });
    expect(await repositories.readBase(repository, 'run.sh')).toEqual({
      content: '#!/bin/sh\n',
      executable: true,
    });
    for (const path of ['nothing', 'link', 'a.txt/x'])
      expect((await repositories.readBase(repository, path)).content).toBeNull();
    await expect(repositories.readBase(repository, '../a.txt')).rejects.toMatchObject({
      code: 'path_refused',
    });
    const { entries, truncated } = await repositories.listBase(repository, 3);
    expect(entries).toEqual([
      { path: '.gitattributes', type: 'file', bytes: 51 },
      { path: 'a.txt', type: 'file', bytes: 2 },
      { path: 'b.txt', type: 'file', bytes: 12 },
    ]);
    expect(truncated).toBe(true);
  });

  it('is in no folder of the platform, and in the allowed ones only', async () => {
    await expect(service.repositories.resolve(own.layout.clone(repository), undefined)).rejects.toMatchObject(
      { code: 'repository_not_allowed' },
    );
    const strict = await TemporaryService.start(infrastructure.databaseUrl, own, ['/srv/repositories']);
    await expect(strict.repositories.resolve(user.path, undefined)).rejects.toMatchObject({
      code: 'repository_not_allowed',
    });
    await strict.stop();
    const lenient = await TemporaryService.start(infrastructure.databaseUrl, own, [join(user.path, '..')]);
    expect(await lenient.repositories.resolve(user.path, undefined)).toMatchObject({ path: user.path });
    await lenient.stop();
  });
});
