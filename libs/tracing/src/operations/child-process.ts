import { basename } from 'node:path';
import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import { traceAsyncOperation } from './operation.js';
import { redactArguments } from './redact-arguments.js';

/** How a child process ended; `null`: by a signal. */
export interface ChildProcessResult {
  readonly exitCode: number | null;
}

/** Runs `fn`, which runs a child process, in a span with the program, its redacted arguments and its exit code. */
export function traceChildProcess<R extends ChildProcessResult>(
  program: string,
  argv: readonly string[],
  attributes: Attributes,
  fn: (span: Span) => Promise<R>,
): Promise<R> {
  const name = basename(program);
  const described = {
    'process.executable.name': name,
    'process.command_args': redactArguments([name, ...argv]),
  };
  return traceAsyncOperation(name, { ...described, ...attributes }, async (span) => {
    const result = await fn(span);
    recordExit(span, result.exitCode);
    return result;
  });
}

function recordExit(span: Span, exitCode: number | null): void {
  if (exitCode !== null) span.setAttribute('process.exit.code', exitCode);
  if (exitCode === 0) return;
  const type = exitCode === null ? 'signal' : String(exitCode);
  span.setAttributes({ error: true, 'error.type': type });
  span.setStatus({
    code: SpanStatusCode.ERROR,
    message: `ended with ${exitCode === null ? 'a signal' : `exit code ${type}`}`,
  });
}
