import { DEAD_LETTER_STATES, MAX_DEAD_LETTERS } from '@throughline/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ExitCode } from '../errors/exit-code.js';
import type { CommandContext } from './command-context.js';
import {
  decideCommand,
  type DecisionOptions,
  listCommand,
  type ListOptions,
  showCommand,
} from './dead-letters.commands.js';
import { JSON_VIEW, type JsonOption } from './json-option.js';

type End = (code: ExitCode) => void;

/** Messages that no try could handle: look at them, send them again, or let them go. */
export function addDeadLetters(throughline: Command, context: CommandContext, end: End): void {
  const letters = throughline.command('dead-letters').description('messages that no try could handle');
  letters
    .command('list', { isDefault: true })
    .description('the latest ones of all services')
    .option('--limit <n>', 'how many', upTo, 50)
    .addOption(new Option('--state <state>', 'only those in this state').choices(DEAD_LETTER_STATES))
    .option('--run <run>', 'only those of a run')
    .option(...JSON_VIEW)
    .action(async (options: ListOptions) => end(await listCommand(options, context)));
  letters
    .command('show <id>')
    .description('one of them: its cause, its message, and what was done about it')
    .option(...JSON_VIEW)
    .action(async (id: string, options: JsonOption) => end(await showCommand(id, options, context)));
  decision(letters.command('redrive [ids...]'))
    .description('send them to their queues again, as the same messages in the same traces')
    .action(async (ids: string[], options: DecisionOptions) =>
      end(await decideCommand('redrive', ids, options, context)),
    );
  decision(letters.command('discard [ids...]'))
    .description('let them go: they are kept for a month, and not sent again')
    .action(async (ids: string[], options: DecisionOptions) =>
      end(await decideCommand('discard', ids, options, context)),
    );
}

const decision = (command: Command): Command =>
  command
    .requiredOption('--reason <text>', 'why; it is written down with your name')
    .option('--by <name>', 'who decides (default: your name on this machine)')
    .option('--run <run>', 'all that wait of a run')
    .option('--all', `all that wait, ${String(MAX_DEAD_LETTERS)} at most`)
    .option(...JSON_VIEW);

function upTo(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0 && value <= MAX_DEAD_LETTERS) return value;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${String(MAX_DEAD_LETTERS)}.`);
}
