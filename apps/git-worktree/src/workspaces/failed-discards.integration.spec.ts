import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type RepositoryRef, type RunId, WorkspaceDiscard } from '@throughline/contracts';
import { UnitsOfWork } from '@throughline/persistence';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { refs } from '../git/ref-names.js';
import { type TemporaryGit, temporaryGit } from '../testing/temporary-git.js';
import { TemporaryRepository } from '../testing/temporary-repository.js';
import { type Attempt, attemptOf, TemporaryService } from '../testing/temporary-service.js';
import { FailedDiscards } from './failed-discards.js';

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
  user = new TemporaryRepository({ 'a.txt': 'a\n' });
  repository = await service.repositories.resolve(user.path, undefined);
}, 60_000);
afterAll(async () => {
  await service.stop();
  await infrastructure.stop();
  own.remove();
  user.remove();
});

const look = (): Promise<void> => service.failedDiscards.look(new AbortController().signal);

const wholeRun = (runId: RunId): WorkspaceDiscard =>
  new WorkspaceDiscard({ runId, taskId: null, attempt: null, wholeRun: true });

/** Where worktrees are moved to is no folder. */
function breakTrash(): void {
  rmSync(own.layout.trash, { recursive: true, force: true });
  writeFileSync(own.layout.trash, '');
}

async function opened(task: string): Promise<Attempt & { readonly workTree: string }> {
  const attempt = attemptOf(service.newRun(), task);
  await service.workspaces.open(attempt.key, repository, attempt.fence);
  const { workTree } = await service.workspaces.find(attempt.key);
  return { ...attempt, workTree };
}

/** As a job does whose tries are used up. */
const postpone = (runId: RunId): Promise<void> =>
  new UnitsOfWork(service.database).run((work) =>
    new FailedDiscards(service.database).postpone(work, { runId, taskId: null, upTo: null }),
  );

const letTimePass = (runId: RunId): Promise<unknown> =>
  service.database.query(
    `UPDATE workspaces SET discard_due = now() - interval '1 second' WHERE run_id = $1 AND discard_due IS NOT NULL`,
    [runId],
  );

/** Of each workspace of the run: how often it was tried, and in how many minutes it is again. */
async function waits(runId: RunId): Promise<{ tries: number; minutes: number | null }[]> {
  return service.database.query(
    `SELECT discard_tries AS tries, round(extract(epoch FROM discard_due - now()) / 60)::int AS minutes
       FROM workspaces WHERE run_id = $1 ORDER BY task_id`,
    [runId],
  );
}

describe('a workspace that could not be discarded', () => {
  it('is tried again, ever more rarely, until it can be, and what waited for it is done then', async () => {
    const { key, fence, workTree } = await opened('stays');
    await service.files.write(key, fence, 'b.txt', 'b');
    const { commit } = await service.commits.commit(key, 'Add b', fence);
    breakTrash();
    await expect(service.discards.discard(wholeRun(key.runId))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await waits(key.runId)).toEqual([{ tries: 0, minutes: null }]);
    await postpone(key.runId);
    await look();
    expect(await waits(key.runId)).toEqual([{ tries: 0, minutes: 10 }]);
    for (const [tries, minutes] of [
      [1, 20],
      [2, 40],
    ]) {
      await letTimePass(key.runId);
      await look();
      expect(await waits(key.runId)).toEqual([{ tries, minutes }]);
    }
    expect(existsSync(workTree)).toBe(true);
    rmSync(own.layout.trash);
    await letTimePass(key.runId);
    await look();
    expect([await waits(key.runId), existsSync(workTree)]).toEqual([[], false]);
    const gitDir = own.layout.clone(repository);
    const left = await own.git.run(['for-each-ref', '--format=%(refname)', refs.run(key.runId)], { gitDir });
    expect(left.stdout.trim()).toBe(refs.head(key.runId));
    expect(await own.git.line(['rev-parse', `${refs.graves(key.runId)}/stays/1/commit`], { gitDir })).toBe(
      commit,
    );
  });

  it('holds up no other, and is tried at least once a day', async () => {
    const [broken, sound] = [await opened('broken'), await opened('sound')];
    const { gitDir } = await service.workspaces.find(broken.key);
    writeFileSync(`${gitDir}/index`, 'no index');
    for (const { key } of [broken, sound]) {
      await postpone(key.runId);
      await letTimePass(key.runId);
    }
    await service.database.query('UPDATE workspaces SET discard_tries = 1000 WHERE run_id = $1', [
      broken.key.runId,
    ]);
    await look();
    expect(await waits(sound.key.runId)).toEqual([]);
    expect(await waits(broken.key.runId)).toEqual([{ tries: 1001, minutes: 1440 }]);
  });

  it('goes when a person has removed its folder', async () => {
    const { key, workTree } = await opened('by-hand');
    rmSync(workTree, { recursive: true });
    await postpone(key.runId);
    await letTimePass(key.runId);
    await look();
    expect(await waits(key.runId)).toEqual([]);
  });
});
