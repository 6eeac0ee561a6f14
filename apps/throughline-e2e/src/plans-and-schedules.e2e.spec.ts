import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { traceIdOf, spansFromOtlp } from '@throughline/tracing';
import { Client } from 'pg';
import { calculator, type Workspace, write } from './support/calculator.js';
import { PLANNED, task } from './support/planned-runs.js';
import { TestPlatform } from './support/platform.js';
import { field } from './support/run-trace.js';
import { jsonOf, untilState } from './support/run-view.js';
import { until } from './support/until.js';
import { expectWholeTrace } from './support/whole-trace.js';

jest.setTimeout(240_000);

let platform: TestPlatform;
let workspace: Workspace;
let model: string;

beforeAll(async () => {
  workspace = await calculator();
  await write(workspace.folder, 'planned.json', JSON.stringify(PLANNED));
  model = `scripted/${join(workspace.folder, 'planned.json')}`;
  platform = await TestPlatform.start(18_300);
});

afterAll(async () => {
  await platform.stop();
  await rm(workspace.folder, { recursive: true, force: true });
});

const cli = (...args: string[]): Promise<unknown> => jsonOf(platform, ...args);

async function edit(name: string, content: object): Promise<string> {
  await write(workspace.folder, name, JSON.stringify(content));
  return join(workspace.folder, name);
}

describe('a plan', () => {
  it('is edited before it is approved, done as it was edited, and looked back at; the trace is whole', async () => {
    const given = ['--repo', workspace.repository, '--model', model, '--approve-plan', '--detach'];
    const run = String(field(await cli('run', 'Edited', ...given), 'runId'));
    await untilState(platform, run, 'awaiting_approval');
    expect(await cli('plan', run)).toMatchObject({ version: 1, tasks: [{ id: 'first' }, { id: 'second' }] });
    const more = await edit('more.json', {
      ...{ version: 1, reason: 'third was missing' },
      ...{ add: [task('third', 'first')], change: [{ id: 'second', dependsOn: ['third'] }] },
    });
    expect(await cli('plan', run, '--edit', more)).toMatchObject({ version: 2 });
    // Asked again it is known; another edit of the same version is late.
    expect(await cli('plan', run, '--edit', more)).toMatchObject({ version: 2 });
    const late = await platform.cli([
      'plan',
      run,
      '--edit',
      await edit('late.json', { version: 1, remove: ['second'] }),
    ]);
    expect(late.code).toBe(2);
    expect(late.stderr).toContain('which is at version 2 by now');
    expect(await cli('plan', run, '--version', '1')).toMatchObject({ version: 1, reason: null });
    const history = await platform.cli(['plan', run, '--history']);
    expect(history.stdout).toContain('third was missing');
    expect(history.stdout).toContain('  + third\n  ~ second dependsOn: ["first"] -> ["third"]');
    expect((await platform.cli(['approve', run])).code).toBe(0);
    await untilState(platform, run, 'succeeded');
    expect(await cli('show', run)).toMatchObject({ planVersion: 2 });
    const started = await platform.cli(['plan', run, '--edit', more, '--version', '2']);
    expect(started).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be edited') });
    await expectWholeTrace(platform, run);
  });
});

describe('a schedule', () => {
  /** As if nobody had looked for a minute. */
  async function letTimeCome(name: string): Promise<void> {
    const record: unknown = JSON.parse(await readFile(join(platform.home, 'platform.json'), 'utf8'));
    const client = new Client({ connectionString: String(field(record, 'databaseUrl')) });
    await client.connect();
    try {
      const next = `now() - interval '1 minute'`;
      await client.query(`UPDATE workflow_orchestrator.schedules SET next_at = ${next} WHERE name = $1`, [
        name,
      ]);
    } finally {
      await client.end();
    }
  }

  const firingsOf = async (name: string): Promise<unknown[]> => {
    const firings = field(await cli('schedules', 'show', name), 'firings');
    const list: unknown[] = Array.isArray(firings) ? firings : [];
    return list;
  };

  it('makes a run whose trace is whole, and linked to the claim of its time', async () => {
    const given = [
      '--repo',
      workspace.repository,
      '--model',
      model,
      '--cron',
      '* * * * *',
      '--zone',
      'Asia/Tokyo',
    ];
    await cli('schedules', 'add', 'minutely', 'Scheduled', ...given);
    await letTimeCome('minutely');
    let run = '';
    await until(
      async () => {
        const made = (await firingsOf('minutely')).find((firing) => field(firing, 'state') === 'created');
        run = String(field(made, 'runId'));
        return made !== undefined;
      },
      { withinMs: 30_000, otherwise: async () => JSON.stringify(await firingsOf('minutely')) },
    );
    expect(await cli('schedules', 'pause', 'minutely')).toMatchObject({ paused: true });
    await untilState(platform, run, 'succeeded');
    expect(await cli('show', run)).toMatchObject({ goal: 'Scheduled', schedule: { name: 'minutely' } });
    const { spans } = await expectWholeTrace(platform, run);
    const creation = spans.find(({ name }) => name === 'workflow_orchestrator.create_scheduled_run');
    const [link] = creation?.links ?? [];
    expect(link?.traceId).not.toBe(traceIdOf(run));
    const claim = await platform.get('trace-analyzer', `/api/v3/traces/${String(link?.traceId)}`);
    const claimed = spansFromOtlp(field(await claim.json(), 'result')).find(
      ({ spanId }) => spanId === link?.spanId,
    );
    expect(claimed).toMatchObject({
      name: 'workflow_orchestrator.claim_schedule',
      attributes: { 'throughline.schedule.name': 'minutely' },
    });
    expect(await cli('schedules', 'remove', 'minutely')).toMatchObject({ name: 'minutely' });
    expect(await cli('schedules')).toEqual({ schedules: [] });
  });
});
