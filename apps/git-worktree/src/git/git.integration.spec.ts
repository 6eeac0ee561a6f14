import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { withDeadline } from '@throughline/resilience';
import { TemporaryRepository } from '../testing/temporary-repository.js';
import { type TemporaryGit, temporaryGit } from '../testing/temporary-git.js';
import { GitCancelledError, GitFailedError, GitOutputTooLargeError, GitTimedOutError } from './git.errors.js';
import { isEnough } from './git-setup.js';

// Programs take their time on a busy machine.
jest.setTimeout(60_000);

let own: TemporaryGit;
let repository: TemporaryRepository;
let gitDir: string;

beforeAll(async () => {
  own = await temporaryGit();
  repository = new TemporaryRepository({ 'a.txt': 'a\n'.repeat(100_000) });
  gitDir = join(repository.path, '.git');
});
afterAll(() => {
  own.remove();
  repository.remove();
});

/** A file that nobody ever writes into: who reads it waits. */
function fifo(): string {
  const path = join(repository.path, 'fifo');
  if (!existsSync(path)) execFileSync('mkfifo', [path]);
  return path;
}

describe('Git', () => {
  it('answers with output and exit code', async () => {
    const { stdout, exitCode } = await own.git.run(['rev-parse', 'HEAD'], { gitDir });
    expect({ stdout, exitCode }).toEqual({ stdout: `${repository.git('rev-parse', 'HEAD')}\n`, exitCode: 0 });
  });

  it('fails with what git says, unless the exit code is expected', async () => {
    const argv = ['rev-parse', '--verify', 'nothing'];
    await expect(own.git.run(argv, { gitDir })).rejects.toMatchObject({
      code: 'git_failed',
      stderr: expect.stringContaining('fatal'),
    });
    await expect(own.git.run(argv, { gitDir, expected: [128] })).resolves.toMatchObject({ exitCode: 128 });
  });

  it('refuses output beyond its bound, or cuts it', async () => {
    const argv = ['cat-file', 'blob', 'HEAD:a.txt'];
    await expect(own.git.run(argv, { gitDir, maxOutputBytes: 1000 })).rejects.toBeInstanceOf(
      GitOutputTooLargeError,
    );
    const result = await own.git.run(argv, { gitDir, maxOutputBytes: 1000, cutOutput: true });
    expect(result).toMatchObject({ cut: true, stdout: 'a\n'.repeat(500) });
  });

  it('ends a process that waits for ever, by its own limit, by the deadline or by a signal', async () => {
    const argv = ['hash-object', '--', fifo()];
    await expect(own.git.run(argv, { timeoutMs: 100 })).rejects.toBeInstanceOf(GitTimedOutError);
    const late = withDeadline(Date.now() + 100, () => own.git.run(argv));
    await expect(late).rejects.toBeInstanceOf(GitTimedOutError);
    const aborted = own.git.run(argv, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toBeInstanceOf(GitCancelledError);
    const stopped = own.git.run(argv);
    own.git.stopAll();
    await expect(stopped).rejects.toBeInstanceOf(GitCancelledError);
  });

  it('streams, and fails the stream when the command fails', async () => {
    expect(await text(own.git.stream(['cat-file', 'blob', 'HEAD:a.txt'], { gitDir }))).toHaveLength(200_000);
    await expect(text(own.git.stream(['archive', 'nothing'], { gitDir }))).rejects.toBeInstanceOf(
      GitFailedError,
    );
  });

  it('fails a pipe when either side fails', async () => {
    const to = { gitDir };
    const pack = ['pack-objects', '--revs', '--stdout', '--quiet'];
    await expect(
      own.git.pipe(pack, { gitDir, input: 'nothing\n' }, ['index-pack', '--stdin'], to),
    ).rejects.toBeInstanceOf(GitFailedError);
    await expect(
      own.git.pipe(pack, { gitDir, input: 'HEAD\n' }, ['index-pack', '--nothing'], to),
    ).rejects.toBeInstanceOf(GitFailedError);
  });

  it('knows no transport and takes nothing from the environment of the person', async () => {
    process.env['GIT_DIR'] = '/nowhere';
    process.env['GIT_SSH_COMMAND'] = 'false';
    try {
      await own.git.run(['rev-parse', 'HEAD'], { cwd: repository.path });
    } finally {
      delete process.env['GIT_DIR'];
      delete process.env['GIT_SSH_COMMAND'];
    }
    for (const url of [
      repository.path,
      `file://${repository.path}`,
      'ext::touch x',
      'https://example.invalid/x',
    ]) {
      const target = join(own.layout.root, 'never');
      await expect(own.git.run(['clone', '--', url, target])).rejects.toMatchObject({
        stderr: expect.stringContaining('not allowed'),
      });
      expect(existsSync(target)).toBe(false);
    }
  });

  it('knows which git is new enough', () => {
    expect(
      ['git version 2.38.0', 'git version 3.1', 'git version 2.39.5 (Apple Git-154)'].every(isEnough),
    ).toBe(true);
    expect(['git version 2.37.9', 'git version 1.9', 'git'].some(isEnough)).toBe(false);
  });
});
