import { statusOf, ThroughlineError } from '@throughline/contracts';
import { CommanderError } from 'commander';
import { InterruptedError } from './cli.errors.js';
import { sentenceOf } from './next-step.js';

/** What the command's end says to a script. */
export const EXIT = {
  succeeded: 0,
  /** The run failed or was cancelled; in the demo also: its trace is not whole. */
  failed: 1,
  /** Wrong use, and whatever is refused with a 4xx. */
  refused: 2,
  /** The platform could not start or cannot be reached. */
  unreachable: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Conflicts of a start are no refusals: the platform could not start. */
const START_CONFLICTS = new Set(['port_in_use', 'platform_running']);

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.succeeded : EXIT.refused;
  if (error instanceof InterruptedError) return EXIT.failed;
  if (!(error instanceof ThroughlineError) || START_CONFLICTS.has(error.code)) return EXIT.unreachable;
  return statusOf(error.kind) < 500 ? EXIT.refused : EXIT.unreachable;
}

/** The last line of `--json` when a command ends with 2 or 3. */
export function errorObject(error: unknown): { error: { code: string; message: string } } {
  if (error instanceof ThroughlineError) return { error: { code: error.code, message: sentenceOf(error) } };
  const message = error instanceof Error ? error.message : String(error);
  return { error: { code: error instanceof CommanderError ? 'usage' : 'internal', message } };
}
