import { constants } from 'node:fs';
import { access, chmod, cp, mkdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { isReachable } from './sandbox-user.js';

/** The platform's Node and npm on the host, where the sandbox's user can read them. */
export interface RuntimePrograms {
  readonly node: string;
  /** npm's package folder, or undefined when the machine has no npm. */
  readonly npm: string | undefined;
}

let known: Promise<RuntimePrograms> | undefined;

/** Finds Node and npm once for each process. */
export function runtimePrograms(): Promise<RuntimePrograms> {
  known ??= findRuntimePrograms().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

async function findRuntimePrograms(): Promise<RuntimePrograms> {
  const node = await realpath(process.execPath);
  const npm = await findNpm(node);
  return {
    node: await reachable(node, `node-${process.version}`),
    npm: npm === undefined ? undefined : await reachable(npm, `npm-${process.version}`),
  };
}

async function findNpm(node: string): Promise<string | undefined> {
  const bundled = join(dirname(dirname(node)), 'lib/node_modules/npm');
  if (await exists(join(bundled, 'bin/npm-cli.js'))) return bundled;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter((each) => each.startsWith('/'))) {
    const program = await realpath(join(folder, 'npm')).catch(() => undefined);
    if (program !== undefined && basename(program) === 'npm-cli.js') return dirname(dirname(program));
  }
  return undefined;
}

const exists = (path: string): Promise<boolean> =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );

/** Where root's own folders hide a program from the sandbox's user, a copy that it can read. */
async function reachable(path: string, name: string): Promise<string> {
  if (await isReachable(path)) return path;
  const copy = join(PUBLIC_FOLDER, name);
  if (await exists(copy)) return copy;
  await mkdir(PUBLIC_FOLDER, { recursive: true, mode: 0o755 });
  const partial = `${copy}.${process.pid}`;
  await cp(path, partial, { recursive: true });
  await chmod(partial, 0o755);
  // Another process may have been first; then its copy is as good as this one.
  await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true }));
  return copy;
}

const PUBLIC_FOLDER = '/var/lib/throughline/runtimes';
