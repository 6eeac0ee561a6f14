import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type CommitId,
  KeptRuns,
  lowestRunIdAt,
  type RepositoryRef,
  type RunId,
  runId,
  WorkspaceDiscard,
} from '@throughline/contracts';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { refs } from '../git/ref-names.js';
import { type TemporaryGit, temporaryGit } from '../testing/temporary-git.js';
import { TemporaryRepository } from '../testing/temporary-repository.js';
import { attemptOf, TemporaryService } from '../testing/temporary-service.js';
import { deleteRefsOf } from './refs-of-runs.js';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
let infrastructure: TestInfrastructure;
let own: TemporaryGit;
let service: TemporaryService;
let user: TemporaryRepository;
let repository: RepositoryRef;
let gitDir: string;
let number = 0;

beforeAll(async () => {
  infrastructure = await testInfrastructure();
  own = await temporaryGit();
  service = await TemporaryService.start(infrastructure.databaseUrl, own);
  user = new TemporaryRepository({ 'a.txt': 'a\n' });
  repository = await service.repositories.resolve(user.path, undefined);
  gitDir = own.layout.clone(repository);
}, 60_000);
afterAll(async () => {
  await service.stop();
  await infrastructure.stop();
  own.remove();
  user.remove();
});

/** The id of a run that began a hundred days ago. */
function oldRun(): RunId {
  number += 1;
  const id = lowestRunIdAt(Date.now() - 100 * DAY_MS);
  return runId(id.replace(/0{12}$/, number.toString(16).padStart(12, '0')));
}

/** Only these are known of all runs that are older than ninety days. */
const keeping = (...kept: RunId[]): KeptRuns =>
  Object.assign(new KeptRuns(), { before: lowestRunIdAt(Date.now() - 90 * DAY_MS), kept });

async function refsIn(...prefixes: string[]): Promise<string[]> {
  const list = await own.git.run(['for-each-ref', '--format=%(refname)', ...prefixes], { gitDir });
  return list.stdout.split('\n').filter((ref) => ref !== '');
}

/** A run that has ended with a commit that was not merged, and with work that was never committed. */
async function ended(run: RunId): Promise<CommitId> {
  const committed = attemptOf(run, 'committed');
  const { commit } = await service.change(repository, committed, { 'b.txt': `of ${run}` });
  const drafted = attemptOf(run, 'drafted');
  await service.workspaces.open(drafted.key, repository, drafted.fence);
  await service.files.write(drafted.key, drafted.fence, 'c.txt', 'c');
  await service.discards.discard(
    new WorkspaceDiscard({ runId: run, taskId: null, attempt: null, wholeRun: true }),
  );
  return commit;
}

describe('refs of runs that are forgotten', () => {
  it('go from our clone with the folders of the run, in batches; those of others and the base stay', async () => {
    const [forgotten, paused, recent] = [[oldRun(), oldRun(), oldRun()], oldRun(), service.newRun()];
    for (const run of [...forgotten, paused, recent]) await ended(run);
    const before = user.fingerprint();
    expect(await refsIn(...forgotten.flatMap((run) => [refs.run(run), refs.graves(run)]))).toHaveLength(9);
    expect([await service.forgottenRefs.delete(keeping(paused), 2), await count()]).toEqual([2, 3]);
    expect([await service.forgottenRefs.delete(keeping(paused), 2), await count()]).toEqual([1, 2]);
    expect([await service.forgottenRefs.delete(keeping(paused), 2), await count()]).toEqual([0, 2]);
    expect(await refsIn(...forgotten.flatMap((run) => [refs.run(run), refs.graves(run)]))).toEqual([]);
    for (const run of [paused, recent]) {
      expect(await refsIn(refs.run(run))).toEqual([refs.head(run)]);
      expect(await refsIn(refs.graves(run))).toHaveLength(2);
    }
    expect(await refsIn('refs/throughline/bases')).toEqual([refs.base(repository.baseCommit)]);
    const folders = (run: RunId): string[] => [
      own.layout.workspaces(run),
      join(gitDir, refs.run(run)),
      join(gitDir, refs.graves(run)),
    ];
    expect(forgotten.flatMap(folders).filter(existsSync)).toEqual([]);
    expect(user.fingerprint()).toEqual(before);
  });

  it('are all that goes: who finds no run left, since another process was faster, deletes nothing', async () => {
    await ended(service.newRun());
    const all = await refsIn();
    expect(all.length).toBeGreaterThan(1);
    await deleteRefsOf(own.git, gitDir, []);
    expect(await refsIn()).toEqual(all);
  });

  it('are found to be gone already by who comes after one that was killed before it could say so', async () => {
    const run = oldRun();
    await ended(run);
    const [row] = await service.database.query<object[]>('SELECT * FROM run_clones WHERE run_id = $1', [run]);
    await service.forgottenRefs.delete(keeping(), 10);
    await service.database.query(
      'INSERT INTO run_clones SELECT * FROM json_populate_record(NULL::run_clones, $1)',
      [JSON.stringify(row)],
    );
    expect(await service.forgottenRefs.delete(keeping(), 10)).toBe(1);
    expect(await service.forgottenRefs.delete(keeping(), 10)).toBe(0);
  });

  it('stay for as long as a worktree of the run is there, which is discarded first', async () => {
    const run = oldRun();
    const { key, fence } = attemptOf(run, 'open');
    await service.workspaces.open(key, repository, fence);
    expect(await service.forgottenRefs.delete(keeping(), 10)).toBe(0);
    expect(await refsIn(refs.run(run))).toEqual([refs.head(run)]);
    await service.failedDiscards.look(new AbortController().signal);
    expect(existsSync(own.layout.workspace(run, key.taskId, 1))).toBe(false);
    expect(await service.forgottenRefs.delete(keeping(), 10)).toBe(1);
    expect(await refsIn(refs.run(run))).toEqual([]);
  });

  it('take what was left of an interrupted opening along, which no row tells of', async () => {
    const run = oldRun();
    await ended(run);
    const folder = own.layout.workspace(run, attemptOf(run, 'late').key.taskId, 1);
    await own.git.run(['worktree', 'add', '--quiet', '--detach', folder, repository.baseCommit], { gitDir });
    await service.forgottenRefs.delete(keeping(), 10);
    expect(existsSync(own.layout.workspaces(run))).toBe(false);
    expect((await own.git.run(['worktree', 'list', '--porcelain'], { gitDir })).stdout).not.toContain(run);
  });

  it('leave objects that are removed after a month, and before that can still be read', async () => {
    const [old, young] = [oldRun(), oldRun()];
    const [oldCommit, youngCommit] = [await ended(old), await ended(young)];
    const file = join(gitDir, 'objects', oldCommit.slice(0, 2), oldCommit.slice(2));
    const monthAgo = new Date(Date.now() - 31 * DAY_MS);
    utimesSync(file, monthAgo, monthAgo);
    // A new process: the clone has not been looked through today.
    const next = await TemporaryService.start(infrastructure.databaseUrl, own);
    await next.forgottenRefs.delete(keeping(), 10);
    await next.stop();
    const has = async (commit: CommitId): Promise<boolean> => {
      const found = await own.git.run(['cat-file', '-e', commit], { gitDir, expected: [0, 1, 128] });
      return found.exitCode === 0;
    };
    expect([await has(oldCommit), await has(youngCommit)]).toEqual([false, true]);
    expect(await has(repository.baseCommit)).toBe(true);
  });

  it('stop no other clone when one cannot be written to', async () => {
    const other = new TemporaryRepository({ 'o.txt': 'o\n' });
    const there = await service.repositories.resolve(other.path, undefined);
    const [here, far] = [oldRun(), oldRun()];
    await ended(here);
    const attempt = attemptOf(far, 'there');
    await service.change(there, attempt, { 'p.txt': 'p' });
    await service.discards.discard(
      new WorkspaceDiscard({ runId: far, taskId: null, attempt: null, wholeRun: true }),
    );
    const lock = join(own.layout.clone(there), 'packed-refs.lock');
    mkdirSync(lock);
    writeFileSync(join(lock, 'held'), '');
    expect(await service.forgottenRefs.delete(keeping(), 10)).toBe(1);
    expect(await refsIn(refs.run(here))).toEqual([]);
    const left = await service.database.query<object[]>('SELECT 1 FROM run_clones WHERE run_id = $1', [far]);
    expect(left).toHaveLength(1);
    other.remove();
  });
});

async function count(): Promise<number> {
  const rows = await service.database.query<object[]>('SELECT 1 FROM run_clones');
  return rows.length;
}
