import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { makeReadable } from '../packages/make-readable.js';
import { keepRuntime } from '../packages/runtime-store.js';
import { JaegerMissingError } from '../platform-errors.js';
import { findProgram } from '../process/find-program.js';
import { runProgram } from '../process/run-program.js';
import type { Progress } from '../progress.js';
import { WORKSPACE } from '../workspace.js';

const MODULE = join(WORKSPACE, 'tools/jaeger');
const PACKAGE = 'github.com/jaegertracing/jaeger/cmd/jaeger';
const BUILD_MS = 20 * 60_000;
/** Compilers at a time, and where each begins to save memory. */
const MOST_AT_ONCE = 2;
const SAVING = { GOMEMLIMIT: '1GiB' };

/** The Jaeger that was built here before; undefined without one. */
export function builtJaeger(runtimes: string): string | undefined {
  const program = join(runtimes, runtimeName(), 'jaeger');
  return existsSync(program) ? program : undefined;
}

/** Builds Jaeger from its Go module, at the lowest priority. @throws {JaegerMissingError} */
export async function buildJaeger(
  env: NodeJS.ProcessEnv,
  runtimes: string,
  progress: Progress,
): Promise<string> {
  const go = findProgram('go', env);
  if (go === undefined) throw new JaegerMissingError('none is installed, and there is neither Docker nor Go');
  progress('Building Jaeger from its Go module (once; five minutes or more)');
  try {
    const make = (fresh: string): Promise<void> => build(go, env, fresh);
    return join(await keepRuntime(runtimes, runtimeName(), make, BUILD_MS), 'jaeger');
  } catch (cause) {
    throw new JaegerMissingError(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function build(go: string, env: NodeJS.ProcessEnv, fresh: string): Promise<void> {
  const program = join(fresh, 'jaeger');
  const parallel = String(Math.min(MOST_AT_ONCE, availableParallelism()));
  const flags = ['-mod=readonly', '-p', parallel, '-trimpath', '-buildvcs=false', '-ldflags=-s -w'];
  const command = [go, 'build', ...flags, '-o', program, PACKAGE];
  const settings = { GOTOOLCHAIN: 'local', GOWORK: 'off', CGO_ENABLED: '0' };
  const nice = findProgram('nice', env);
  const [first = go, ...rest] = nice === undefined ? command : [nice, '-n', '19', ...command];
  await runProgram(first, rest, {
    timeoutMs: BUILD_MS,
    cwd: MODULE,
    env: { ...SAVING, ...env, ...settings },
  });
  await runProgram(program, ['version'], { timeoutMs: 30_000 });
  await makeReadable(fresh);
}

/** Another version, or another choice of its modules, is another runtime. */
function runtimeName(): string {
  const hash = createHash('sha256');
  for (const name of ['go.mod', 'go.sum']) hash.update(readFileSync(join(MODULE, name)));
  return `jaeger-${process.platform}-${process.arch}-${hash.digest('hex').slice(0, 12)}`;
}
