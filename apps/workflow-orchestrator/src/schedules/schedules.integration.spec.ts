import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type FiringView, RunList, RunView, ScheduleList, ScheduleView } from '@throughline/contracts';
import { eventually } from '@throughline/testing';
import { plainToInstance } from 'class-transformer';
import { type Answer, Replicas } from '../testing/replicas.js';

// Six services take their time on a busy machine.
jest.setTimeout(240_000);

const usual = { cron: '* * * * *', timeZone: 'Europe/Berlin', missed: 'all', overlap: 'allow' };
const task = { id: 'a', title: 'Do a', instructions: 'Write it.', acceptanceCriteria: ['It is there.'] };

describe('schedules of two replicas', () => {
  let replicas: Replicas;

  beforeAll(async () => {
    replicas = await Replicas.start({ SCHEDULE_INTERVAL_MS: '100' });
  });
  afterAll(() => replicas.stop());

  const add = (name: string, run: object, more: object = {}): Promise<Answer> =>
    replicas.ask(0, 'POST', '/v1/schedules', { name, ...usual, run, ...more });

  const scheduleOf = async (name: string): Promise<ScheduleView> =>
    plainToInstance(ScheduleView, (await replicas.ask(1, 'GET', `/v1/schedules/${name}`)).body);

  /** As if nobody had looked for so many minutes. */
  const miss = (name: string, minutes: number): Promise<void> =>
    replicas.sql(`UPDATE schedules SET next_at = now() - make_interval(mins => $2) WHERE name = $1`, [
      name,
      minutes,
    ]);

  /** No later minute comes in between. */
  const hold = (name: string): Promise<Answer> => replicas.ask(1, 'POST', `/v1/schedules/${name}/pause`, {});

  async function firings(name: string, enough: (all: FiringView[]) => boolean): Promise<FiringView[]> {
    let found: FiringView[] = [];
    await eventually(`firings of ${name}`, async () => {
      found = (await scheduleOf(name)).firings;
      return enough(found);
    });
    return found;
  }

  const all =
    (state: FiringView['state'], atLeast = 1) =>
    (found: FiringView[]): boolean =>
      found.length >= atLeast && found.every((firing) => firing.state === state);

  async function runsOf(name: string): Promise<RunView[]> {
    const { runs } = plainToInstance(RunList, (await replicas.ask(0, 'GET', '/v1/runs?limit=500')).body);
    const views = await Promise.all(runs.map(({ runId }) => replicas.ask(0, 'GET', `/v1/runs/${runId}`)));
    return views
      .map(({ body }) => plainToInstance(RunView, body))
      .filter(({ schedule }) => schedule?.name === name);
  }

  it('make one run of each time, and each run says which', async () => {
    expect((await add('each', await replicas.runRequest('Each', task))).status).toBe(201);
    await miss('each', 4);
    const made = await firings('each', all('created', 4));
    await hold('each');
    const runs = await runsOf('each');
    expect(runs.map(({ runId, schedule }) => [runId, schedule?.dueAt]).sort()).toEqual(
      made.map(({ runId, dueAt }) => [runId, dueAt]).sort(),
    );
    expect(made.map(({ tries }) => tries)).toEqual(made.map(() => 1));
  });

  it('make the same run again when it is not known that it was made', async () => {
    await add('again', await replicas.runRequest('Again', task));
    await miss('again', 2);
    await firings('again', all('created', 2));
    await hold('again');
    const before = (await runsOf('again')).map(({ runId }) => runId);
    await replicas.sql(
      `UPDATE firings SET state = 'claimed', next_try_at = now()
        WHERE schedule_id = (SELECT id FROM schedules WHERE name = $1)`,
      ['again'],
    );
    const made = await firings(
      'again',
      (found) => all('created')(found) && found.every(({ tries }) => tries === 2),
    );
    expect(made.map(({ runId }) => runId).sort()).toEqual([...before].sort());
    expect((await runsOf('again')).map(({ runId }) => runId)).toEqual(before);
  });

  it('wait for an owner that is away, and say so', async () => {
    await add('waiting', await replicas.runRequest('Wait', task), { missed: 'once' });
    await replicas.endOwner('git-worktree');
    try {
      await miss('waiting', 2);
      await firings('waiting', (found) =>
        found.some(
          ({ state, reason }) => state === 'claimed' && (reason ?? '').startsWith('service_unavailable'),
        ),
      );
      await hold('waiting');
    } finally {
      await replicas.startOwner('git-worktree');
    }
    const open = (found: FiringView[]): boolean => found.some(({ state }) => state === 'claimed');
    const made = await firings('waiting', (found) => !open(found));
    const created = made.filter(({ state }) => state === 'created');
    expect(created.length).toBeGreaterThan(0);
    expect(created.every(({ reason }) => reason === null)).toBe(true);
    expect((await runsOf('waiting')).map(({ runId }) => runId)).toEqual(created.map(({ runId }) => runId));
  });

  it('end a time for which no run can be made, with the reason, and go on', async () => {
    const request = await replicas.runRequest('Gone', task);
    await add('gone', request, { missed: 'once' });
    await rm(request.repository, { recursive: true });
    await miss('gone', 1);
    const ended = await firings('gone', (found) => found.some(({ state }) => state === 'failed'));
    expect(ended.find(({ state }) => state === 'failed')?.reason).toMatch(/^[a-z_]+: .*/);
    expect((await scheduleOf('gone')).nextAt).not.toBeNull();
    expect(await runsOf('gone')).toEqual([]);
  });

  it('are known again when they are asked for twice, and refused when they are others', async () => {
    const run = await replicas.runRequest('Twice', task);
    const first = await add('twice', run, { cron: '0 0 1 1 *' });
    expect(first).toMatchObject({ status: 201, body: { name: 'twice', paused: false, firings: [] } });
    expect(await add('twice', run, { cron: '0 0 1 1 *' })).toEqual(first);
    expect(await add('twice', run, { cron: '0 0 2 1 *' })).toMatchObject({
      status: 409,
      body: { code: 'schedule_name_taken' },
    });
    const { schedules } = plainToInstance(ScheduleList, (await replicas.ask(1, 'GET', '/v1/schedules')).body);
    expect(schedules).toContainEqual(expect.objectContaining({ name: 'twice' }));
  });

  it('rest while they are paused, and are gone when they are removed', async () => {
    await add('resting', await replicas.runRequest('Rest', task), { cron: '0 0 1 1 *' });
    expect((await hold('resting')).body).toMatchObject({ paused: true, nextAt: null });
    const resume = () => replicas.ask(0, 'POST', '/v1/schedules/resting/resume', {});
    const resumed = await resume();
    expect(resumed.body).toMatchObject({ paused: false, nextAt: expect.stringContaining('-12-31T23:00') });
    expect(await resume()).toEqual(resumed);
    expect((await replicas.ask(1, 'DELETE', '/v1/schedules/resting')).body).toMatchObject({
      name: 'resting',
    });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/pause'],
      ['POST', '/resume'],
    ] as const)
      expect(await replicas.ask(0, method, `/v1/schedules/resting${path}`)).toMatchObject({
        status: 404,
        body: { code: 'schedule_not_found' },
      });
  });

  it.each<[string, object, string]>([
    ['a cron expression that says no times', { cron: '0 0 31 2 *' }, 'cron_invalid'],
    ['a cron expression that is a word', { cron: '@daily' }, 'cron_invalid'],
    ['a zone that is none', { timeZone: 'Mars/Phobos' }, 'invalid_input'],
    ['an offset for a zone', { timeZone: '+01:00' }, 'invalid_input'],
    ['a name that is none', { name: 'No Name' }, 'invalid_input'],
    ['a policy that is none', { missed: 'maybe' }, 'invalid_input'],
    ['a run without a goal', { run: { repository: '/x' } }, 'invalid_input'],
    ['a run that is none', { run: [] }, 'invalid_input'],
    ['what nobody knows', { often: true }, 'invalid_input'],
  ])('refuse %s', async (_, more, code) => {
    const run = await replicas.runRequest('Bad', task);
    expect(await add('bad', run, more)).toMatchObject({ status: 400, body: { code } });
  });

  it('refuse a run that could not be made, as its creation would', async () => {
    const run = { ...(await replicas.runRequest('Bad', task)), repository: '/nowhere/at/all' };
    const created = await replicas.ask(0, 'POST', '/v1/runs', run, {
      'idempotency-key': '01890a5d-ac96-774b-bcce-b302099a8057',
    });
    expect(created.status).toBeGreaterThanOrEqual(400);
    const refused = await add('bad', run);
    expect(refused).toMatchObject({ status: created.status });
    expect(await replicas.ask(0, 'GET', '/v1/schedules/bad')).toMatchObject({ status: 404 });
  });
});
