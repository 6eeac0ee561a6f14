import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runIdFrom } from '@throughline/contracts';
import { serviceOf } from '@throughline/platform';
import { UsageError } from '../errors/cli.errors.js';
import { EXIT, type ExitCode } from '../errors/exit-code.js';
import { endOfLog, logLine, type LogLine } from '../logs/log-file.js';
import type { CommandContext } from './command-context.js';

export interface LogsOptions {
  readonly lines: number;
}

/** What a service has logged last, or what all services have logged about a run. */
export async function logsCommand(
  subject: string,
  options: LogsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const output = context.output();
  const folder = join(context.home(), 'logs');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.log')).sort();
  const runId = runIdFrom(subject);
  if (runId === undefined && !names.includes(`${subject}.log`)) {
    const known = names.map((name) => name.slice(0, -'.log'.length)).join(', ');
    throw new UsageError(
      `there is no run and no log ${JSON.stringify(subject)}; logs: ${known || 'none yet'}`,
    );
  }
  const files = runId === undefined ? names.filter((name) => isLogOf(subject, name)) : names;
  const about = runId === undefined ? [] : [runId, runId.replaceAll('-', '')];
  const lines = (await Promise.all(files.map((name) => endOfLog(join(folder, name))))).flat().map(logLine);
  const matching = lines.filter(({ text }) => about.length === 0 || about.some((id) => text.includes(id)));
  if (matching.length === 0)
    output.line(runId === undefined ? 'The log is empty.' : 'No service has logged anything about this run.');
  for (const line of inOrder(matching).slice(-options.lines)) output.line(line.text);
  return EXIT.succeeded;
}

/** Several processes of a service have a log each. */
const isLogOf = (subject: string, file: string): boolean =>
  file === `${subject}.log` || serviceOf(file.slice(0, -'.log'.length)) === subject;

const inOrder = (lines: readonly LogLine[]): LogLine[] => lines.toSorted((a, b) => a.at.localeCompare(b.at));
