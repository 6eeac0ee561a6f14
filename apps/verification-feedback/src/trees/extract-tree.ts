import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ThroughlineError } from '@throughline/contracts';
import { traceChildProcess } from '@throughline/tracing';
import { TreeTooLargeError, TreeUnreadableError } from './trees.errors.js';

/**
 * tar keeps members with `..` and absolute names inside of the folder, and defers links that leave it. It reads on
 * behind the zero blocks that end an archive: else it goes away while the padding is still being written to it.
 */
const TAR_ARGUMENTS = [
  '--ignore-zeros',
  '--extract',
  '--no-same-owner',
  '--no-same-permissions',
  '--exclude=.git',
  '--file=-',
];

export interface TreeArchive {
  readonly tree: string;
  readonly stream: Readable;
  readonly maxBytes: number;
}

/** Unpacks the archive of a tree into a folder. */
export async function extractTree(
  archive: TreeArchive,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  const argv = [...TAR_ARGUMENTS, `--directory=${directory}`];
  const { exitCode, complaint } = await traceChildProcess('tar', argv, {}, () =>
    unpack(archive, argv, signal),
  );
  if (exitCode !== 0) throw new TreeUnreadableError(archive.tree, complaint.trim() || 'tar was ended');
}

async function unpack(
  archive: TreeArchive,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<{ exitCode: number | null; complaint: string }> {
  const child = spawn('tar', argv, {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LANG: 'C.UTF-8' },
  });
  let complaint = '';
  child.stderr.on(
    'data',
    (chunk: Buffer) => (complaint = (complaint + chunk.toString('utf8')).slice(0, 2000)),
  );
  const closed = once(child, 'close');
  try {
    await pipeline(archive.stream, boundedBytes(archive), child.stdin, { signal });
  } catch (error) {
    child.kill('SIGKILL');
    await closed.catch(() => undefined);
    signal.throwIfAborted();
    if (error instanceof ThroughlineError) throw error;
    throw new TreeUnreadableError(archive.tree, complaint.trim() || 'the archive broke off', error);
  }
  await closed;
  return { exitCode: child.exitCode, complaint };
}

function boundedBytes({ tree, maxBytes }: TreeArchive): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      if (total > maxBytes) done(new TreeTooLargeError(tree, maxBytes));
      else done(null, chunk);
    },
  });
}
