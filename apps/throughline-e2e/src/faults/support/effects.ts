import { git } from '../../support/calculator.js';
import { field } from '../../support/run-trace.js';
import type { KillPoint } from './compiled-points.js';
import type { FaultPlatform } from './fault-platform.js';
import type { FaultRun } from './fault-run.js';
import { wrongRedrives } from './redrives.js';
import { clonesIn } from './repository-left-overs.js';

/** What is wrong with the effects of a run that has ended: each must be there once, and none too few. */
export async function wrongEffects(
  on: FaultPlatform,
  run: FaultRun,
  kills: readonly KillPoint[],
): Promise<string[]> {
  return [
    ...wrongEnd(run),
    ...(await wrongBranch(on, run)),
    ...(await wrongCommits(on, run)),
    ...(await wrongEvents(on, run)),
    ...(await wrongCalls(on, run, kills)),
    ...(await wrongRedrives(on, run)),
  ].map((finding) => `${run.label} (${run.id}): ${finding}`);
}

function wrongEnd({ view, scenario }: FaultRun): string[] {
  const tasks = listOf(field(view, 'tasks'));
  const states = Object.fromEntries(tasks.map((task) => [String(field(task, 'id')), field(task, 'state')]));
  const attempts = tasks.flatMap((task) => listOf(field(task, 'attempts'))).length;
  return [
    ...differs('state', field(view, 'state'), scenario.ends),
    ...differs('tasks', states, scenario.tasks),
    ...differs('attempts', attempts, scenario.attempts),
  ];
}

/** The branch of a run that succeeded is there, with the files of each task; of others there is none of ours. */
async function wrongBranch(on: FaultPlatform, { id, scenario, view }: FaultRun): Promise<string[]> {
  const branch = `throughline/${id}`;
  const found = await git(on.repository, 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`);
  if (scenario.ends !== 'succeeded') {
    const inTheWay = scenario.name === 'unpublished' ? await git(on.repository, 'rev-parse', 'main~1') : '';
    return differs('branch', found, inTheWay);
  }
  const files = (await git(on.repository, 'ls-tree', '--name-only', branch)).split('\n');
  const missing = Object.keys(scenario.tasks).filter((task) => !files.includes(`${task}.txt`));
  const merges = (await git(on.repository, 'log', '--first-parent', '--format=%H', `main..${branch}`)).split(
    '\n',
  );
  return [
    ...differs('commit of the branch', found, field(view, 'commit')),
    ...(scenario.name === 'conflicting' ? [] : differs('files that are missing', missing, [])),
    ...differs('merges', merges.length, Object.keys(scenario.tasks).length),
  ];
}

/** Whatever commits of the run any ref of the clone reaches: one for each attempt, and one for each merge. */
async function wrongCommits(on: FaultPlatform, { id }: FaultRun): Promise<string[]> {
  const log =
    '%(trailers:key=Throughline-Task,valueonly,separator=) %(trailers:key=Throughline-Attempt,valueonly,separator=) %P';
  const commits: string[] = [];
  for (const clone of await clonesIn(on.platform.home)) {
    const found = await git(clone, 'log', '--all', `--grep=Throughline-Run: ${id}`, `--format=${log}`);
    commits.push(...found.split('\n').filter((line) => line !== ''));
  }
  const kinds = commits.map((line) => {
    const [task = '', attempt = '', ...parents] = line.split(' ');
    return `${parents.length > 1 ? 'merge' : 'commit'} of ${task}, attempt ${attempt}`;
  });
  return repeated(kinds).map((kind) => `there are two: ${kind}`);
}

/** What happens to a run, a plan, an attempt or a branch happens once, however often the message came. */
async function wrongEvents(on: FaultPlatform, { id }: FaultRun): Promise<string[]> {
  const events = await on.rows(
    `SELECT kind, coalesce(task_id, '') AS task, coalesce(attempt, 0)::text AS attempt, state, text
       FROM workflow_orchestrator.run_events WHERE run_id = $1 ORDER BY sequence`,
    [id],
  );
  const once = events.filter(
    ({ kind, state }) =>
      // It may wait for a slot again and again.
      (kind === 'run' && state !== 'waiting') ||
      ['plan', 'approval', 'branch'].includes(String(kind)) ||
      (kind === 'attempt' && state !== 'started') ||
      (kind === 'merge' && state === 'merged'),
  );
  const names = once.map(({ kind, task, attempt, state, text }) =>
    // A run that is paused and goes on runs twice: its events differ in their text.
    [kind, task, attempt, state, ...(kind === 'run' ? [text] : [])].join(' '),
  );
  return repeated(names).map((event) => `two events: ${event}`);
}

/** Each turn is stored once, counted once, and asked for once, or once more for each kill of those who ask. */
async function wrongCalls(on: FaultPlatform, run: FaultRun, kills: readonly KillPoint[]): Promise<string[]> {
  const { label, id, scenario, view } = run;
  const calls = on.model.callsOf(label);
  const stored = await on.rows(
    `SELECT 'plan ' || turn AS turn FROM plan_management.planning_turns WHERE run_id = $1
     UNION ALL
     SELECT task_id || ' ' || attempt || ' ' || number FROM agent_runtime.turns WHERE run_id = $1`,
    [id],
  );
  const turns = stored.map(({ turn }) => String(turn));
  const tooMany = [...calls].filter(([turn, count]) => count > 1 + killsOfAsking(turn, kills));
  const usage = field(field(view, 'usage'), 'calls');
  return [
    ...tooMany.map(
      ([turn, count]) =>
        `turn ${turn} was asked for ${String(count)} times, with ${String(killsOfAsking(turn, kills))} kills`,
    ),
    ...turns.filter((turn) => !calls.has(turn)).map((turn) => `turn ${turn} was stored but never asked for`),
    ...(scenario.ends === 'succeeded' ? differs('calls that are counted', usage, turns.length) : []),
    ...(scenario.ends === 'succeeded' ? differs('turns', turns.length, calls.size) : []),
  ];
}

function killsOfAsking(turn: string, kills: readonly KillPoint[]): number {
  const asking = ['model-router', turn.startsWith('plan ') ? 'plan-management' : 'agent-runtime'];
  return kills.filter(({ service }) => asking.includes(service)).length;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, at) => values.indexOf(value) !== at)),
];

function differs(what: string, found: unknown, expected: unknown): string[] {
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)];
  return is === should ? [] : [`${what}: ${is} instead of ${should}`];
}
