import { basename } from 'node:path';
import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import { traceAsyncOperation } from '../spans/operation.js';
import { redactArguments } from './redact-arguments.js';

/** How a child process ended; `null`: by a signal. */
export interface ChildProcessResult {
  readonly exitCode: number | null;
}

export interface ChildProcessOptions {
  /** What the program is asked to do, where there are few such words: `merge-tree` of `git merge-tree`. Part of the name. */
  readonly subcommand?: string;
  /** Exit codes that are answers, not faults. Default: 0. */
  readonly expectedExitCodes?: readonly number[];
}

/** Runs `fn`, which runs a child process, in a span with the program, its redacted arguments and its exit code. */
export function traceChildProcess<R extends ChildProcessResult>(
  program: string,
  argv: readonly string[],
  attributes: Attributes,
  fn: (span: Span) => Promise<R>,
  { subcommand, expectedExitCodes = [0] }: ChildProcessOptions = {},
): Promise<R> {
  const name = programName(program);
  const described = {
    'process.executable.name': name,
    'process.command_args': redactArguments([name, ...argv]),
  };
  const spanName = subcommand === undefined ? name : `${name} ${subcommand}`;
  return traceAsyncOperation(spanName, { ...described, ...attributes }, async (span) => {
    const result = await fn(span);
    recordExit(span, result.exitCode, expectedExitCodes);
    return result;
  });
}

const MAX_NAME_LENGTH = 64;

/** The program may be a model's wish: its name is never empty, short, and nothing that a terminal obeys. */
export const programName = (program: string): string =>
  basename(program)
    .slice(0, MAX_NAME_LENGTH)
    .toWellFormed()
    .replace(/[\p{C}]/gu, '\ufffd') || 'unnamed';

function recordExit(span: Span, exitCode: number | null, expected: readonly number[]): void {
  if (exitCode !== null) span.setAttribute('process.exit.code', exitCode);
  if (exitCode !== null && expected.includes(exitCode)) return;
  const type = exitCode === null ? 'signal' : String(exitCode);
  span.setAttributes({ error: true, 'error.type': type });
  span.setStatus({
    code: SpanStatusCode.ERROR,
    message: `ended with ${exitCode === null ? 'a signal' : `exit code ${type}`}`,
  });
}
