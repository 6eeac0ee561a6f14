/** One turn that the model is asked for. */
export interface AskedTurn {
  readonly label: string;
  readonly scenario: string;
  /** Its name, unique within the run. */
  readonly turn: string;
  readonly number: number;
  /** Undefined while the run is planned. */
  readonly task?: string;
  readonly attempt?: number;
}

interface ToolCall {
  readonly name: string;
  readonly arguments: string;
}

const call = (name: string, given: object): ToolCall => ({ name, arguments: JSON.stringify(given) });

/** The answer that the scenario of the run has for the turn; undefined for one that never comes. */
export function answerTo({ scenario, number, task, attempt = 0 }: AskedTurn): ToolCall[] | undefined {
  if (task === undefined) return planOf(scenario);
  if (scenario === 'cancelled-working') return undefined;
  if (number > 1) return [call('finish', { summary: `The ${task} side is there.` })];
  return [
    ...filesOf(scenario, task, attempt).map(([path, content]) => call('write_file', { path, content })),
    call('run_command', { argv: ['true'] }),
  ];
}

function planOf(scenario: string): ToolCall[] | undefined {
  if (scenario === 'cancelled-planning') return undefined;
  if (scenario === 'unplanned') return [call('submit_plan', { tasks: [task('left', ['nobody'])] })];
  if (scenario === 'revised')
    return [call('submit_plan', { tasks: [task('left', []), task('right', ['left'])] })];
  const ids = scenario === 'good' || scenario === 'conflicting' ? ['left', 'right'] : ['left'];
  return [call('submit_plan', { tasks: ids.map((id) => task(id, [])) })];
}

const task = (id: string, dependsOn: string[]) => ({
  id,
  title: `Add the ${id} side`,
  instructions: `Write ${id}.txt.`,
  acceptanceCriteria: ['the check passes'],
  dependsOn,
});

function filesOf(scenario: string, id: string, attempt: number): [string, string][] {
  const own: [string, string] = [`${id}.txt`, `${id}, attempt ${String(attempt)}\n`];
  const leaves = scenario === 'retried' || (scenario === 'good' && id === 'left');
  if (leaves && attempt === 1) return [own, ['broken', 'left behind\n']];
  if (scenario === 'conflicting' && attempt === 1) return [['same.txt', `written by ${id}\n`]];
  return [own];
}

/** Turns of the run that must have been asked for before this one is answered: who is to conflict begins together. */
export const turnsBefore = ({ scenario, attempt }: AskedTurn): string[] =>
  scenario === 'conflicting' && attempt === 1 ? ['left 1 1', 'right 1 1'] : [];

/** Turns that are answered when the test lets them go: until then the run stands where it is to be disturbed. */
export const isHeld = ({ scenario, turn }: AskedTurn): boolean =>
  HELD[scenario] !== undefined && HELD[scenario] === turn;

const HELD: Readonly<Record<string, string>> = {
  decided: 'left 1 1',
  crowded: 'plan 1',
  fenced: 'plan 1',
  lettered: 'plan 1',
  overdue: 'plan 1',
  revised: 'plan 1',
  unpublished: 'plan 1',
};
