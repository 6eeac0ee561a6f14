import type { Command } from 'commander';
import type { ExitCode } from '../errors/exit-code.js';
import type { CommandContext } from './command-context.js';
import {
  type ControlOptions,
  decideCommand,
  type DecisionOptions,
  pauseCommand,
  resumeCommand,
  retryCommand,
} from './control.commands.js';
import { JSON_VIEW } from './json-option.js';
import { positive } from './option-values.js';

type End = (code: ExitCode) => void;

/** The commands by which people have a say in a run. */
export function addControl(throughline: Command, context: CommandContext, end: End): void {
  said(throughline.command('pause <run>'))
    .description('begin nothing new in a run; what is under way goes to its end, and its time stands still')
    .action(async (run: string, options: ControlOptions) => end(await pauseCommand(run, options, context)));
  said(throughline.command('resume <run>'))
    .description('go on with a paused run')
    .action(async (run: string, options: ControlOptions) => end(await resumeCommand(run, options, context)));
  about(throughline.command('approve <run> [task]'), 'plan')
    .description('approve the plan of a run, or the result of a task, that waits for it')
    .action(async (run: string, task: string | undefined, options: DecisionOptions) =>
      end(await decideCommand('approve', [run, task], options, context)),
    );
  about(throughline.command('reject <run> [task]'), 'plan')
    .description('reject the plan, which ends the run; or the result of a task, which is tried again')
    .action(async (run: string, task: string | undefined, options: DecisionOptions) =>
      end(await decideCommand('reject', [run, task], options, context)),
    );
  about(throughline.command('retry <run> <task>'))
    .description('try a task again that waits for a person; of a failed run: go on from there in a new one')
    .action(async (run: string, task: string, options: DecisionOptions) =>
      end(await retryCommand(run, task, options, context)),
    );
}

const said = (command: Command): Command =>
  command
    .option('--comment <text>', 'why; for a task that is tried again: what its agent is told')
    .option('--by <name>', 'who says so (default: your name on this machine)')
    .option(...JSON_VIEW);

function about(command: Command, what?: 'plan'): Command {
  if (what === 'plan')
    command.option('--plan-version <n>', 'the version that was looked at (default: the newest)', positive);
  return said(
    command.option('--attempt <n>', 'the attempt that was looked at (default: the newest)', positive),
  );
}
