import { execFile } from 'node:child_process';
import { ProgramFailedError, ProgramMissingError } from '../platform-errors.js';
import type { Account } from '../home/service-account.js';

export interface RunOptions {
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly account?: Account | undefined;
}

const MAX_OUTPUT = 4 * 1024 * 1024;

/**
 * Runs a program to its end and answers its standard output.
 * @throws {ProgramMissingError} when there is no such program
 * @throws {ProgramFailedError} with the end of its output, when it fails or takes too long
 */
export function runProgram(program: string, argv: readonly string[], options: RunOptions): Promise<string> {
  const { timeoutMs, account, ...rest } = options;
  const settings = {
    ...rest,
    ...account?.ids,
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: MAX_OUTPUT,
  } as const;
  return new Promise((resolve, reject) => {
    execFile(program, argv, { ...settings, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (error.code === 'ENOENT') reject(new ProgramMissingError(program));
      else
        reject(
          new ProgramFailedError(program, reasonOf(error, timeoutMs), stderr || stdout || error.message),
        );
    });
  });
}

function reasonOf(error: { killed?: boolean; code?: unknown; signal?: unknown }, timeoutMs: number): string {
  if (error.killed === true) return `took longer than ${timeoutMs / 1000} s`;
  return typeof error.code === 'number' ? `ended with ${error.code}` : `was ended by ${String(error.signal)}`;
}
