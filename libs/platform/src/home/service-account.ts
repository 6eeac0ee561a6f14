import { chown, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceAccountError } from '../platform-errors.js';
import { runProgram } from '../process/run-program.js';

/** The user that Postgres and RabbitMQ run as when we are root: Postgres refuses root, and neither needs it. */
export interface Account {
  readonly ids: { readonly uid: number; readonly gid: number };
}

const CANDIDATES = ['throughline', 'postgres'];

export const isRoot = (): boolean => process.getuid?.() === 0;

/** The account for the parts; undefined where they simply run as we do. Made where the system has none. */
export async function serviceAccount(): Promise<Account | undefined> {
  if (!isRoot()) return undefined;
  const existing = await existingAccount();
  if (existing !== undefined) return existing;
  await runProgram(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'throughline'],
    {
      timeoutMs: 15_000,
    },
  ).catch((cause: unknown) => Promise.reject(new ServiceAccountError(cause)));
  const made = await existingAccount();
  if (made === undefined) throw new ServiceAccountError();
  return made;
}

async function existingAccount(): Promise<Account | undefined> {
  const users = await readFile('/etc/passwd', 'utf8');
  const found = CANDIDATES.map((name) => accountIn(users, name)).find((account) => account !== undefined);
  return found;
}

/** Reads one user out of the text of /etc/passwd. */
export function accountIn(passwd: string, name: string): Account | undefined {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name);
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  return Number.isInteger(uid) && Number.isInteger(gid) && uid > 0 ? { ids: { uid, gid } } : undefined;
}

/** Gives a folder with all it holds to the account, where it is not its already. */
export async function giveTo(account: Account | undefined, path: string): Promise<void> {
  if (account === undefined || (await stat(path)).uid === account.ids.uid) return;
  const entries = await readdir(path, { recursive: true });
  for (const name of entries) await chown(join(path, name), account.ids.uid, account.ids.gid);
  await chown(path, account.ids.uid, account.ids.gid);
}
