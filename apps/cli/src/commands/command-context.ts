import { runIdFrom, type RunId } from '@throughline/contracts';
import { stateHome } from '@throughline/platform';
import { UsageError } from '../errors/cli.errors.js';
import { Output } from '../terminal/output.js';
import { commandLine } from '../terminal/command-line.js';

/** What every command knows of the process that it runs in. */
export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly home: () => string;
  readonly output: (json?: boolean) => Output;
}

export const commandContext = (env: NodeJS.ProcessEnv): CommandContext => ({
  env,
  cwd: process.cwd(),
  home: () => stateHome(env),
  output: (json = false) => new Output(process.stdout, process.stderr, json, env),
});

export function runIdArgument(text: string): RunId {
  const id = runIdFrom(text);
  if (id !== undefined) return id;
  throw new UsageError(`${JSON.stringify(text)} is no run id; list the runs with: ${commandLine('runs')}`);
}
