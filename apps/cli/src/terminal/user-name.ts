import { userInfo } from 'node:os';

/** Who gives the command: the name of the user on this machine; one without an entry has none. */
export function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
