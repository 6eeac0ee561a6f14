import { type Attributes, type Span, context as contexts } from '@opentelemetry/api';
import { traceAsyncOperation } from '../spans/operation.js';
import { processAttributes, programName, recordExit, withProcessSpan } from './process-span.js';

/** How a child process ended; `null`: by a signal. */
export interface ChildProcessResult {
  readonly exitCode: number | null;
}

/** What else may be said of the span of a child process. */
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
  const spanName = subcommand === undefined ? name : `${name} ${subcommand}`;
  return traceAsyncOperation(
    spanName,
    { ...processAttributes(program, argv), ...attributes },
    async (span) => {
      // What it starts is this span's process, and gets none of its own.
      const result = await contexts.with(withProcessSpan(contexts.active()), fn, undefined, span);
      recordExit(span, result.exitCode, expectedExitCodes);
      return result;
    },
  );
}
