import type { Command } from 'commander';
import type { ExitCode } from '../errors/exit-code.js';
import type { CommandContext } from './command-context.js';
import { JSON_VIEW } from './json-option.js';
import { positive } from './option-values.js';
import { planCommand, type PlanOptions } from './plan.command.js';

const EDIT_FORM = `
FILE.json says what is to become of the plan, all of it or nothing; what has begun cannot be changed any more:
  { "version": 1, "reason": "why",
    "add": [{ "id": "docs", "title": "...", "instructions": "...", "acceptanceCriteria": ["..."], "dependsOn": ["code"] }],
    "change": [{ "id": "tests", "dependsOn": ["code"] }],
    "remove": ["extras"] }
Without "version" the edit is made for the newest one.`;

/** The command that shows plans and edits them. */
export function addPlans(throughline: Command, context: CommandContext, end: (code: ExitCode) => void): void {
  throughline
    .command('plan <run>')
    .description('show the plan of a run, a version of it or what each version has changed; or edit it')
    .option('--version <n>', 'the version to show; with --edit: the one that was looked at', positive)
    .option('--history', 'all versions, each with what it has changed')
    .option('--edit <file>', 'make the next version as the file says')
    .option(...JSON_VIEW)
    .addHelpText('after', EDIT_FORM)
    .action(async (run: string, options: PlanOptions) => end(await planCommand(run, options, context)));
}
