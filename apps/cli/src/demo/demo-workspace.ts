import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DEMO_SCRIPT } from './demo-script.js';
import { TEXTKIT } from './textkit.js';

const GIT_MS = 30_000;
const run = promisify(execFile);

/** What the demo works on, and the script that its model replays. */
export interface DemoFiles {
  readonly repository: string;
  readonly model: string;
}

/** The demo's own folders: a repository, a script, a state folder. Nothing of it stays. */
export interface DemoWorkspace extends DemoFiles {
  readonly home: string;
  remove(): Promise<void>;
}

export async function makeDemoWorkspace(): Promise<DemoWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-demo-'));
  const files = await writeDemo(folder);
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  return { ...files, home: join(folder, 'home'), remove };
}

/** Writes the demo's repository and script into a folder. */
export async function writeDemo(folder: string): Promise<DemoFiles> {
  const repository = join(folder, 'textkit');
  const script = join(folder, 'script.json');
  await writeFiles(repository, TEXTKIT);
  await writeFile(script, JSON.stringify(DEMO_SCRIPT, null, 2));
  await commitAll(repository, 'Start textkit');
  return { repository, model: `scripted/${script}` };
}

export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** Without the person's configuration: no signing, no hooks, no templates. */
async function commitAll(repository: string, message: string): Promise<void> {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...argv: string[]) => run('git', argv, { cwd: repository, env, timeout: GIT_MS });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git(
    '-c',
    'user.name=Throughline demo',
    '-c',
    'user.email=demo@localhost',
    'commit',
    '--quiet',
    '-m',
    message,
  );
}
