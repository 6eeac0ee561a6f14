import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Fields, FileChange } from '@throughline/contracts';
import { TemporaryFolder } from '../testing/temporary-repository.js';
import { WorkspaceFiles } from './workspace-files.js';

// Programs take their time on a busy machine.
jest.setTimeout(60_000);

let outside: TemporaryFolder;
let folder: TemporaryFolder;
let root: string;
let files: WorkspaceFiles;

beforeEach(() => {
  outside = new TemporaryFolder();
  folder = new TemporaryFolder();
  outside.write('secret', 'secret');
  folder.write('root/.git', 'gitdir: elsewhere');
  folder.write('root/src/a.txt', 'one\ntwo\n');
  folder.write('root/run.sh', '#!/bin/sh\n', true);
  root = join(folder.path, 'root');
  files = new WorkspaceFiles(root, join(folder.path, 'scratch'));
});
afterEach(() => {
  outside.remove();
  folder.remove();
});

const refusal = (code: string): object => expect.objectContaining({ code });
const change = (path: string, content: string | null, executable = false): Fields<FileChange> => ({
  path,
  contentBase64: content === null ? null : Buffer.from(content).toString('base64'),
  executable,
});

describe('reading', () => {
  it('lists a folder without git’s own files', async () => {
    expect((await files.list('')).entries.map(({ path, type }) => [path, type])).toEqual([
      ['run.sh', 'file'],
      ['src', 'directory'],
    ]);
    expect((await files.list('src')).entries).toEqual([{ path: 'src/a.txt', type: 'file', bytes: 8 }]);
  });

  it('says what is not there, no file, no folder, no text or too large', async () => {
    folder.write('root/binary', Buffer.from([1, 0, 2]));
    folder.write('root/large', Buffer.alloc(9 * 1024 * 1024, 65));
    await expect(files.read('nothing')).rejects.toEqual(refusal('file_not_found'));
    await expect(files.read('src')).rejects.toEqual(refusal('not_a_file'));
    await expect(files.list('run.sh')).rejects.toEqual(refusal('not_a_folder'));
    await expect(files.read('run.sh/x')).rejects.toEqual(refusal('not_a_folder'));
    await expect(files.read('binary')).rejects.toEqual(refusal('file_is_binary'));
    await expect(files.read('large')).rejects.toEqual(refusal('file_too_large'));
  });
});

describe('writing', () => {
  it('makes folders, keeps what may be run, and leaves nothing behind', async () => {
    await files.write('new/deep/b.txt', 'b');
    await files.write('run.sh', '#!/bin/sh\necho\n');
    expect(readFileSync(join(root, 'new/deep/b.txt'), 'utf8')).toBe('b');
    expect(statSync(join(root, 'run.sh')).mode & 0o777).toBe(0o755);
    await files.delete('new/deep/b.txt');
    expect(existsSync(join(root, 'new'))).toBe(false);
  });

  it('overwrites no folder', async () => {
    await expect(files.write('src', 'x')).rejects.toEqual(refusal('not_a_file'));
    await expect(files.write('', 'x')).rejects.toEqual(refusal('not_a_file'));
    await expect(files.delete('src')).rejects.toEqual(refusal('not_a_file'));
  });

  it('applies a command’s changes, a second time too', async () => {
    const changes = [
      change('src/a.txt', null),
      change('src', 'now a file'),
      change('tool', '#!/bin/sh', true),
      change('run.sh', null),
      change('run.sh/x', 'x'),
    ];
    for (let time = 0; time < 2; time += 1) {
      await files.apply(
        time === 0 ? changes : changes.filter(({ path }) => path !== 'src/a.txt' && path !== 'run.sh'),
      );
      expect(readFileSync(join(root, 'src'), 'utf8')).toBe('now a file');
      expect(readFileSync(join(root, 'run.sh/x'), 'utf8')).toBe('x');
      expect(statSync(join(root, 'tool')).mode & 0o111).toBe(0o111);
    }
  });

  it('applies nothing when one path is refused', async () => {
    await expect(files.apply([change('ok', 'x'), change('../out', 'x')])).rejects.toEqual(
      refusal('path_refused'),
    );
    expect(existsSync(join(root, 'ok'))).toBe(false);
  });
});

describe('symbolic links', () => {
  it('may be followed within the workspace', async () => {
    folder.link('root/here', 'src');
    await files.write('here/b.txt', 'b');
    expect(readFileSync(join(root, 'src/b.txt'), 'utf8')).toBe('b');
    expect(await files.read('here/a.txt')).toBe('one\ntwo\n');
  });

  it('lead neither out nor into git’s own files', async () => {
    folder.link('root/up', '..');
    folder.link('root/away', outside.path);
    folder.link('root/file', join(outside.path, 'secret'));
    folder.link('root/dangling', join(outside.path, 'new'));
    folder.link('root/loop', 'loop');
    folder.link('root/chain', 'away');
    folder.link('root/dotgit', '.git');
    mkdirSync(join(folder.path, 'rootless'));
    folder.link('root/sibling', '../rootless');
    for (const path of [
      'up/x',
      'away/secret',
      'file',
      'dangling',
      'loop',
      'chain/secret',
      'dotgit',
      'sibling/x',
    ]) {
      await expect(files.read(path)).rejects.toEqual(refusal('path_outside_workspace'));
      await expect(files.write(path, 'x')).rejects.toEqual(refusal('path_outside_workspace'));
    }
    await expect(files.apply([change('away/x', 'x')])).rejects.toEqual(refusal('path_outside_workspace'));
    expect(readFileSync(join(outside.path, 'secret'), 'utf8')).toBe('secret');
    expect(existsSync(join(outside.path, 'new'))).toBe(false);
  });

  it('can be deleted, and replaced by a command’s file, without touching where they lead', async () => {
    folder.link('root/file', join(outside.path, 'secret'));
    await files.apply([change('file', 'mine')]);
    expect(readFileSync(join(root, 'file'), 'utf8')).toBe('mine');
    folder.link('root/again', join(outside.path, 'secret'));
    await files.delete('again');
    expect(readFileSync(join(outside.path, 'secret'), 'utf8')).toBe('secret');
  });
});

it('keeps its own folder readable by no accident of modes', async () => {
  chmodSync(join(root, 'src/a.txt'), 0o600);
  await files.write('src/a.txt', 'x');
  expect(statSync(join(root, 'src/a.txt')).mode & 0o777).toBe(0o644);
});
