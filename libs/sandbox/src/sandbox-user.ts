import { chmod, lchown, lstat, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The unprivileged user that foreign code runs as when the service runs as root; nothing else of the machine should be its own. */
export const SANDBOX_UID = 64_500;

export const runsAsRoot = (): boolean => process.getuid?.() === 0;

/** The user as which foreign code runs on the host. */
export const sandboxUid = (): number => (runsAsRoot() ? SANDBOX_UID : (process.getuid?.() ?? SANDBOX_UID));

/**
 * Makes the folder and all in it the sandbox user's own. Does nothing unless the service runs as root, or when the
 * folder already is. Links are not followed.
 */
export async function giveToSandbox(directory: string): Promise<void> {
  if (!runsAsRoot() || (await lstat(directory)).uid === SANDBOX_UID) return;
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries) await lchown(join(entry.parentPath, entry.name), SANDBOX_UID, SANDBOX_UID);
  await chmod(directory, 0o700);
  await lchown(directory, SANDBOX_UID, SANDBOX_UID);
}

/** Whether the sandbox's user can get at the path: as root, whether everyone may pass each folder above it and read it. */
export async function isReachable(path: string): Promise<boolean> {
  if (!runsAsRoot()) return true;
  const readable = ((await stat(path)).mode & 0o005) === 0o005;
  return readable && isPassable(dirname(path));
}

/** As root: whether everyone may pass through the folder and those above it. */
export async function isPassable(folder: string): Promise<boolean> {
  if (!runsAsRoot()) return true;
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
