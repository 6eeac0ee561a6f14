import { ON_EXHAUSTED, TASK_APPROVALS } from '@throughline/contracts';
import { type Command, Option } from 'commander';
import { collect, dollars, milliseconds, positive } from './option-values.js';
import type { RunOptions } from './run.command.js';

interface Timeouts {
  readonly timeout?: number;
  readonly taskTimeout?: number;
  readonly approvalTimeout?: number;
}

/** As the command line gives them: times have the names of their options. */
export type TypedRunOptions = RunOptions & Timeouts;

/** Everything that a person may say of a run. */
export function withRunOptions(command: Command): Command {
  return command
    .requiredOption('--repo <path>', 'the git repository')
    .option(
      '--check <command>',
      'a command that must pass; may be given several times (default: npm test, where there is one)',
      collect,
    )
    .option('--base <branch>', 'the branch to start from (default: the one that is checked out)')
    .option('--model <name>', 'PROVIDER/MODEL, or scripted/FILE (default: that of the configured provider)')
    .option('--max-attempts <n>', 'attempts at each task', positive)
    .option('--max-parallel-tasks <n>', 'tasks that are done side by side', positive)
    .option('--max-turns <n>', 'answers of the model in one attempt', positive)
    .option('--max-tokens <n>', 'tokens of the whole run, input and output together', positive)
    .option(
      '--max-cost <dollars>',
      'US dollars that the run may cost; the price of the model must be known',
      dollars,
    )
    .option('--task-timeout <duration>', 'the longest time of one attempt at a task', milliseconds)
    .option('--timeout <duration>', 'the longest time of the run: 90s, 30m, 2h', milliseconds)
    .option('--approve-plan', 'wait for a person before anything of the plan is done')
    .addOption(
      new Option('--approve-tasks <which>', 'wait for a person before their merge').choices(TASK_APPROVALS),
    )
    .addOption(
      new Option(
        '--on-exhausted <what>',
        'when a task has failed too often: fail the run, or ask a person',
      ).choices(ON_EXHAUSTED),
    )
    .option(
      '--approval-timeout <duration>',
      'how long people have for each decision: 30m, 48h (default: 24h)',
      milliseconds,
    );
}

export const typedRunOptions = <Options extends TypedRunOptions>({
  timeout,
  taskTimeout,
  approvalTimeout,
  ...options
}: Options) => ({
  ...options,
  ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  ...(taskTimeout === undefined ? {} : { taskTimeoutMs: taskTimeout }),
  ...(approvalTimeout === undefined ? {} : { approvalTimeoutMs: approvalTimeout }),
});
