import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { withDeadline } from '@throughline/resilience';
import { type TemporaryGit, temporaryGit } from '../testing/temporary-git.js';
import { gitEnvironment } from './git-environment.js';
import { removeStaleLocks } from './stale-locks.js';

// Programs take their time on a busy machine.
jest.setTimeout(60_000);

let own: TemporaryGit;
let clone: string;
beforeEach(async () => {
  own = await temporaryGit();
  clone = join(own.layout.root, 'x.git');
  await own.git.run(['init', '--bare', '--quiet', '--template=', clone]);
});
afterEach(() => own.remove());

const LONG_AGO = new Date(Date.now() - 86_400_000);
function lock(path: string, at = LONG_AGO): string {
  const file = join(clone, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  utimesSync(file, at, at);
  return file;
}
const sweep = (): Promise<boolean> => removeStaleLocks(clone, own.layout.globalConfig);

it('removes locks that are older than every git process that lives, and no other files', async () => {
  const stale = [
    lock('HEAD.lock'),
    lock('refs/throughline/runs/x/head.lock'),
    lock('worktrees/1/index.lock'),
    lock('objects/pack/tmp_pack_x'),
  ];
  const fresh = lock('packed-refs.lock', new Date());
  expect(await sweep()).toBe(true);
  expect(stale.filter((path) => existsSync(path))).toEqual([]);
  expect(existsSync(fresh)).toBe(true);
  expect(existsSync(join(clone, 'HEAD'))).toBe(true);
});

it('waits for a git process of an earlier start, and leaves its locks while it lives', async () => {
  const stale = lock('HEAD.lock');
  const fifo = join(own.layout.root, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const env = gitEnvironment({ folder: own.layout.root, globalConfig: own.layout.globalConfig }, {});
  const orphan = spawn('setsid', ['--fork', 'git', 'hash-object', '--', fifo], { env, stdio: 'ignore' });
  await new Promise((resolve) => orphan.once('exit', resolve));
  expect(await withDeadline(Date.now() + 300, sweep)).toBe(false);
  expect(existsSync(stale)).toBe(true);
  const swept = sweep();
  await (await open(fifo, 'w')).close();
  expect(await swept).toBe(true);
  expect(existsSync(stale)).toBe(false);
});

it('leaves what is not older than a git process at work, its own or of another process of the service', async () => {
  const env = gitEnvironment({ folder: own.layout.root, globalConfig: own.layout.globalConfig }, {});
  const working = spawn('git', ['cat-file', '--batch'], {
    cwd: clone,
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  await new Promise((resolve) => working.once('spawn', resolve));
  const held = lock('packed-refs.lock', new Date());
  const stale = lock('HEAD.lock');
  expect(await sweep()).toBe(true);
  expect([held, stale].map((path) => existsSync(path))).toEqual([true, false]);
  working.stdin.end();
  await new Promise((resolve) => working.once('close', resolve));
});
