import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  childProcessEnvironment,
  getLogger,
  redactArguments,
  traceAsyncOperation,
  traceChildProcess,
} from '@throughline/tracing';

const run = promisify(execFile);
const codeOf = (error: unknown): number | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null;

// What `spawn`, `execFile`, `exec` and `fork` start has its span by itself, where there is one to be its parent.
await traceAsyncOperation('checks.prepare', {}, () =>
  run(process.execPath, ['--version'], { timeout: 10_000 }),
);

// With a name of its own, and codes that are answers: `node check`, its arguments without their secrets.
const argv = ['-e', 'process.exit(1)', '--', '--token=s3cret'];
const { exitCode } = await traceChildProcess(
  process.execPath,
  argv,
  { 'check.name': 'lint' },
  () =>
    run(process.execPath, argv, { timeout: 10_000 }).then(
      () => ({ exitCode: 0 }),
      (error: unknown) => ({ exitCode: codeOf(error) }),
    ),
  { subcommand: 'check', expectedExitCodes: [0, 1] },
);

// TRACEPARENT is handed down only here: a program that knows it continues the trace below its own span.
await traceAsyncOperation('checks.report', {}, () =>
  run(process.execPath, ['--version'], { env: childProcessEnvironment(), timeout: 10_000 }),
);
getLogger('checks').info({ exitCode, argv: redactArguments(argv) }, 'checked');
