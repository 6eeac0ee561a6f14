import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PERSON = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

/** A folder that a test may fill; it goes when the test says so. */
export class TemporaryFolder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'throughline-git-')));

  write(path: string, content: string | Buffer, executable = false): string {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (executable) chmodSync(file, 0o755);
    return file;
  }

  link(path: string, target: string): void {
    symlinkSync(target, join(this.path, path));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A real repository of a user, made with git as a person would. */
export class TemporaryRepository extends TemporaryFolder {
  constructor(
    files: Readonly<Record<string, string>> = { 'README.md': 'hello\n' },
    ...init: readonly string[]
  ) {
    super();
    this.git('init', '--quiet', '--initial-branch=main', ...init);
    if (Object.keys(files).length > 0) this.commit(files);
  }

  git(...argv: readonly string[]): string {
    const env = { PATH: process.env['PATH'], HOME: this.path, GIT_CONFIG_NOSYSTEM: '1', ...PERSON };
    return execFileSync('git', argv, {
      cwd: this.path,
      env,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    }).trim();
  }

  commit(files: Readonly<Record<string, string>>, message = 'change'): string {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** What every file of the repository holds, git's own included. */
  fingerprint(ignore: (path: string) => boolean = () => false): Record<string, string> {
    const files = readdirSync(this.path, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(this.path.length + 1)).sort();
    const digest = (path: string): string =>
      createHash('sha1')
        .update(readFileSync(join(this.path, path)))
        .digest('hex');
    return Object.fromEntries(paths.filter((path) => !ignore(path)).map((path) => [path, digest(path)]));
  }
}
