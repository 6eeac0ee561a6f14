import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runtimesFolder } from '../home/runtimes-folder.js';
import { BubblewrapMissingError } from '../platform-errors.js';
import { findProgram } from '../process/find-program.js';
import { runProgram } from '../process/run-program.js';
import { debianRelease, unpackPackages } from './debian-packages.js';
import { makeReadable } from './make-readable.js';
import { keepRuntime } from './runtime-store.js';

/**
 * The path of `bwrap`: `THROUGHLINE_BWRAP`, else the one on the PATH, else a private copy of the system's package.
 * @throws {BubblewrapMissingError} where there is none to be had
 */
export async function findBubblewrap(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const found = env['THROUGHLINE_BWRAP'] || findProgram('bwrap', env);
  if (found !== undefined) return found;
  const release = await debianRelease();
  if (release === undefined) throw new BubblewrapMissingError('it is not on the PATH, and there is no apt');
  try {
    return await unpackedBubblewrap(runtimesFolder(env), `bubblewrap-${release}`);
  } catch (cause) {
    throw new BubblewrapMissingError(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function unpackedBubblewrap(runtimes: string, name: string): Promise<string> {
  const kept = join(runtimes, name, 'usr/bin/bwrap');
  if (existsSync(kept)) return kept;
  const folder = await keepRuntime(runtimes, name, async (fresh) => {
    await unpackPackages(['bubblewrap'], fresh);
    await makeReadable(fresh);
    await runProgram(join(fresh, 'usr/bin/bwrap'), ['--version'], { timeoutMs: 10_000 });
  });
  return join(folder, 'usr/bin/bwrap');
}
