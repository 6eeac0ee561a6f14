import {
  type AllDeadLetterResults,
  type DeadLetterDetail,
  type DeadLetterOutcome,
  DeadLetterRequest,
  type DeadLetterView,
  MAX_DEAD_LETTERS,
} from '@throughline/contracts';
import { UsageError } from '../errors/cli.errors.js';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { withPlatform, withTracedPlatform } from '../platform/with-platform.js';
import { DeadLetterClient } from '../runs/dead-letter-client.js';
import { commandLine } from '../terminal/command-line.js';
import type { Output } from '../terminal/output.js';
import { oneLine, tableText } from '../terminal/table.js';
import { userName } from '../terminal/user-name.js';
import { type CommandContext, runIdArgument } from './command-context.js';
import type { JsonOption } from './json-option.js';

export interface ListOptions extends JsonOption {
  readonly limit: number;
  readonly state?: string;
  readonly run?: string;
}

export interface DecisionOptions extends JsonOption {
  readonly all?: boolean;
  readonly run?: string;
  readonly by?: string;
  readonly reason: string;
}

export async function listCommand(options: ListOptions, context: CommandContext): Promise<ExitCode> {
  const output = context.output(options.json);
  const { limit, state, run } = options;
  const found = await withPlatform(context.home(), ({ client }) =>
    new DeadLetterClient(client).list({
      limit,
      ...(state && { state }),
      ...(run && { run: runIdArgument(run) }),
    }),
  );
  if (output.isJson) output.object(found);
  else {
    if (found.deadLetters.length === 0) output.line('There are no such dead letters.');
    else printTable(found.deadLetters, output);
    sayUnavailable(found.unavailable, output);
  }
  return found.unavailable.length === 0 ? EXIT.succeeded : EXIT.unreachable;
}

export async function showCommand(
  id: string,
  options: JsonOption,
  context: CommandContext,
): Promise<ExitCode> {
  const output = context.output(options.json);
  const letter = await withPlatform(context.home(), ({ client }) => new DeadLetterClient(client).get(id));
  if (output.isJson) output.object(letter);
  else printLetter(letter, output);
  return EXIT.succeeded;
}

/** Of those that are named, or of all that wait (of a run): as many at once as one request may have. */
export async function decideCommand(
  what: 'redrive' | 'discard',
  ids: readonly string[],
  options: DecisionOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const output = context.output(options.json);
  if (ids.length > 0 === (options.all === true || options.run !== undefined))
    throw new UsageError(
      `Name the dead letters, or give --run RUN or --all; list them with: ${commandLine('dead-letters list')}`,
    );
  const answer = await withTracedPlatform(context.home(), ({ client }) =>
    decide(what, ids, options, new DeadLetterClient(client)),
  );
  if (output.isJson) output.object(answer);
  else printOutcomes(what, answer, output);
  const isDone = answer.unavailable.length === 0 && answer.results.every(({ outcome }) => outcome === 'done');
  return isDone ? EXIT.succeeded : EXIT.failed;
}

async function decide(
  what: 'redrive' | 'discard',
  named: readonly string[],
  { run, by, reason }: DecisionOptions,
  letters: DeadLetterClient,
): Promise<AllDeadLetterResults> {
  const filter = { limit: MAX_DEAD_LETTERS, state: 'waiting', ...(run && { run: runIdArgument(run) }) };
  const ids = named.length > 0 ? [...named] : (await letters.list(filter)).deadLetters.map(({ id }) => id);
  if (ids.length === 0) return { results: [], unavailable: [] };
  const request = Object.assign(new DeadLetterRequest(), { ids, by: by ?? userName() ?? 'unknown', reason });
  return letters.decide(what, request);
}

function printTable(letters: readonly DeadLetterView[], output: Output): void {
  const rows = letters.map((letter) => [
    letter.id,
    letter.state,
    letter.failedAt,
    letter.queue,
    `${String(letter.redrives)}/${String(letter.maxRedrives)}`,
    oneLine(`${letter.causeCode}: ${letter.cause}`, 60),
  ]);
  for (const text of tableText([['DEAD LETTER', 'STATE', 'FAILED', 'QUEUE', 'REDRIVES', 'CAUSE'], ...rows]))
    output.line(text);
}

function printLetter(letter: DeadLetterDetail, output: Output): void {
  const { id, state, queue, messageType, messageId, runId, traceId, causeCode, cause } = letter;
  const rows = [
    ...[
      ['dead letter', id],
      ['state', state],
      ['queue', queue],
      ['message', `${messageType} ${messageId}`],
    ],
    ...[
      ['run', runId ?? 'none'],
      ['trace', traceId ?? 'none'],
      ['tries', String(letter.tries)],
    ],
    ['redrives', `${String(letter.redrives)} of ${String(letter.maxRedrives)}`],
    ['cause', oneLine(`${causeCode}: ${cause}`, 2_000)],
  ];
  for (const text of tableText(rows)) output.line(text);
  output.heading('What was done');
  const actions = letter.actions.map(({ at, action, by, reason }) => [at, action, by, oneLine(reason, 200)]);
  for (const text of tableText(actions)) output.line(text);
  output.heading('The message');
  output.line(letter.body);
}

const SENTENCES: Readonly<Record<DeadLetterOutcome, string>> = {
  done: '',
  exhausted: 'has been redriven as often as it may be',
  not_waiting: 'does not wait for a decision any more',
  unknown: 'is not known',
};

function printOutcomes(
  what: 'redrive' | 'discard',
  { results, unavailable }: AllDeadLetterResults,
  output: Output,
): void {
  const done = results.filter(({ outcome }) => outcome === 'done').length;
  output.line(
    `${String(done)} of ${String(results.length)} ${what === 'redrive' ? 'redriven' : 'discarded'}.`,
  );
  for (const { id, outcome } of results) if (outcome !== 'done') output.line(`${id} ${SENTENCES[outcome]}.`);
  sayUnavailable(unavailable, output);
}

function sayUnavailable(services: readonly string[], output: Output): void {
  if (services.length > 0) output.line(`Could not be asked: ${services.join(', ')}.`);
}
