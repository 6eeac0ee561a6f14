import type { RunEvent, RunId, RunView, WaitingForPerson } from '@throughline/contracts';
import { commandLine } from '../terminal/command-line.js';

/** What waits for a person, with the commands that decide it; as they stand they work. */
export function waitingLines({ runId, waiting }: Pick<RunView, 'runId' | 'waiting'>): string[] {
  return (waiting ?? []).flatMap((wait) => {
    const until = wait.until === null || wait.until === undefined ? '' : ` until ${wait.until}`;
    return [
      `${subjectOf(wait)}, since ${wait.since}${until}:`,
      ...commandsFor(runId, wait).map((line) => `  ${line}`),
    ];
  });
}

/** What a person can do about an event that says that something waits; nothing for all others. */
export function hintsFor({
  runId,
  kind,
  state,
  taskId,
}: Pick<RunEvent, 'runId' | 'kind' | 'state' | 'taskId'>): string[] {
  if (kind !== 'approval' || (state !== 'waiting' && state !== 'exhausted')) return [];
  return commandsFor(runId, { taskId, reason: state === 'waiting' ? 'approval' : 'exhausted' });
}

type Subject = Pick<WaitingForPerson, 'taskId' | 'reason'>;

function commandsFor(run: RunId, { taskId, reason }: Subject): string[] {
  const about = taskId === null ? run : `${run} ${taskId}`;
  const reject = commandLine(`reject ${about} --comment "WHY"`);
  if (reason === 'exhausted') return [commandLine(`retry ${about} --comment "WHAT TO DO"`), reject];
  return [commandLine(`approve ${about}`), reject];
}

const subjectOf = ({ taskId, attempt, planVersion, reason }: WaitingForPerson): string => {
  if (taskId === null) return `Version ${String(planVersion)} of the plan waits for approval`;
  const what = reason === 'approval' ? 'waits for approval' : 'has failed too often and waits for a decision';
  return `Task ${taskId}, attempt ${String(attempt)}, ${what}`;
};
