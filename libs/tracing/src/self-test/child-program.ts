import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { TracingError } from '../tracing-error.js';

const PRELOAD = fileURLToPath(new URL('../preload.js', import.meta.url));

export interface ChildProgram {
  readonly program: 'self-test-program' | 'export-probe';
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly input: string;
  readonly timeoutMs: number;
}

/** Runs a program of this folder with the preload; answers the last line that it has printed, read as JSON. */
export async function runTraced({ program, env, cwd, input, timeoutMs }: ChildProgram): Promise<unknown> {
  const path = fileURLToPath(new URL(`./${program}.js`, import.meta.url));
  const child = spawn(process.execPath, ['--import', PRELOAD, path], {
    env,
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const exit = once(child, 'exit');
  child.stdin.on('error', () => undefined).end(input);
  const [printed, said] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  if (child.exitCode === 0) return JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '');
  const how =
    child.signalCode === null
      ? `ended with ${child.exitCode ?? 0}`
      : `did not end within ${timeoutMs / 1000} s`;
  throw new TracingError(
    'self_test_failed',
    `the process of the self-test ${how}: ${said.trim().slice(-1000)}`,
  );
}
