import { basename } from 'node:path';
import {
  type Attributes,
  type Context,
  type Span,
  SpanStatusCode,
  createContextKey,
} from '@opentelemetry/api';
import { redactArguments } from './redact-arguments.js';

const MAX_NAME_LENGTH = 64;

/** The program may be a model's wish: its name is never empty, short, and nothing that a terminal obeys. */
export const programName = (program: string): string =>
  basename(program)
    .slice(0, MAX_NAME_LENGTH)
    .toWellFormed()
    .replace(/[\p{C}]/gu, '\ufffd') || 'unnamed';

export function processAttributes(program: string, argv: readonly string[]): Attributes {
  const name = programName(program);
  return { 'process.executable.name': name, 'process.command_args': redactArguments([name, ...argv]) };
}

export function recordExit(span: Span, exitCode: number | null, expected: readonly number[]): void {
  if (exitCode !== null) span.setAttribute('process.exit.code', exitCode);
  if (exitCode !== null && expected.includes(exitCode)) return;
  const type = exitCode === null ? 'signal' : String(exitCode);
  span.setAttributes({ error: true, 'error.type': type });
  span.setStatus({
    code: SpanStatusCode.ERROR,
    message: `ended with ${exitCode === null ? 'a signal' : `exit code ${type}`}`,
  });
}

const HAS_SPAN = createContextKey('throughline child process has a span');

/** The context in which child processes have a span already. */
export const withProcessSpan = (context: Context): Context => context.setValue(HAS_SPAN, true);

export const hasProcessSpan = (context: Context): boolean => context.getValue(HAS_SPAN) === true;
