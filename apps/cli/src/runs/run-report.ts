import { dollarsText, type RunView } from '@throughline/contracts';
import { durationText } from '../terminal/duration.js';
import { oneLine } from '../terminal/table.js';
import { commandLine } from '../terminal/command-line.js';

export const SCRIPTED_NOTE = 'The model is scripted: it replays answers from a file and thinks nothing.';

/** The facts of a run, as lines of `label  value`. */
export function runFacts(run: RunView): [label: string, value: string][] {
  const { inputTokens, outputTokens, calls, costUsd } = run.usage;
  const reason = run.reason ?? null;
  return [
    ['run', run.runId],
    ['state', run.state],
    ...(reason === null ? [] : [['reason', oneLine(reason, 500)] satisfies [string, string]]),
    ['goal', oneLine(run.goal, 120)],
    ['branch', run.branch ?? 'none'],
    ['commit', run.commit ?? 'none'],
    ['model', run.model],
    ...scheduleFact(run),
    ['tokens', `${inputTokens} in, ${outputTokens} out, in ${calls} calls`],
    ['cost', costText(costUsd ?? null) + budgetText(run)],
    [
      'duration',
      run.durationMs === null || run.durationMs === undefined ? 'not finished' : durationText(run.durationMs),
    ],
  ];
}

const scheduleFact = ({ schedule }: RunView): [string, string][] =>
  schedule === null || schedule === undefined
    ? []
    : [['schedule', `${schedule.name}, for ${schedule.dueAt}`]];

/** A model without a known price costs an unknown amount, never nothing. */
export const costText = (costUsd: number | null): string =>
  costUsd === null ? 'unknown' : `$${costUsd.toFixed(costUsd > 0 && costUsd < 0.01 ? 6 : 4)}`;

const budgetText = ({ limits: { maxCostUsd } }: RunView): string =>
  maxCostUsd === undefined ? '' : ` of at most ${dollarsText(maxCostUsd)}`;

export const isScripted = (run: Pick<RunView, 'model'>): boolean => run.model.startsWith('scripted/');

/** How to look on, in commands that work as they stand. */
export function nextSteps(run: RunView): string[] {
  const trace = commandLine(`trace ${run.runId}`);
  if (run.branch === null || run.branch === undefined) return [commandLine(`logs ${run.runId}`), trace];
  return [`git -C ${run.repository.path} diff ${run.repository.baseBranch}...${run.branch}`, trace];
}

/** A task a line, with its attempts. */
export function taskLines(run: RunView): string[][] {
  return run.tasks.map(({ id, state, attempts, title }) => [
    id,
    state,
    attempts.map(({ number, state: end }) => `#${number} ${end}`).join(', '),
    oneLine(title, 80),
  ]);
}
