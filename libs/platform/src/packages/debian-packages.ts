import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../process/find-program.js';
import { runProgram } from '../process/run-program.js';

/** Names the system's release, `debian-12`, so that a newer system gets newer parts; undefined without apt. */
export async function debianRelease(): Promise<string | undefined> {
  if (findProgram('apt-get') === undefined || findProgram('dpkg') === undefined) return undefined;
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const value = (key: string): string => new RegExp(`^${key}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  return `${value('ID')}-${value('VERSION_ID') || value('VERSION_CODENAME')}`;
}

/**
 * Unpacks packages of the system's own sources into a folder: without root, and without touching the
 * system, as apt keeps its lists and archives in folders of ours for the time. apt checks their signatures.
 */
export async function unpackPackages(names: readonly string[], into: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'throughline-apt-'));
  try {
    const options = await aptOptions(work);
    await runProgram('apt-get', [...options, 'update'], { timeoutMs: 120_000 });
    await runProgram('apt-get', [...options, 'download', ...names], {
      timeoutMs: 300_000,
      cwd: join(work, 'debs'),
    });
    const debs = (await readdir(join(work, 'debs'))).filter((name) => name.endsWith('.deb'));
    await unpackAll(
      debs.map((name) => join(work, 'debs', name)),
      into,
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function aptOptions(work: string): Promise<string[]> {
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'debs'])
    await mkdir(join(work, folder), { recursive: true });
  return [
    '-qq',
    ...option('Dir::State', join(work, 'state')),
    ...option('Dir::State::status', '/var/lib/dpkg/status'),
    ...option('Dir::Cache', join(work, 'cache')),
    ...option('APT::Sandbox::User', ''),
    ...option('Acquire::Retries', '2'),
    ...option('Acquire::http::Timeout', '15'),
    ...option('Acquire::Languages', 'none'),
  ];
}

const option = (name: string, value: string): [string, string] => ['-o', `${name}=${value}`];

async function unpackAll(debs: readonly string[], into: string): Promise<void> {
  const waiting = [...debs];
  const worker = async (): Promise<void> => {
    for (let deb = waiting.shift(); deb !== undefined; deb = waiting.shift())
      await runProgram('dpkg', ['-x', deb, into], { timeoutMs: 120_000 });
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}
