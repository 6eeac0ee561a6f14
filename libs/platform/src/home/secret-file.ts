import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads the secret in a file, and makes one of 256 random bits where there is none yet.
 * The file appears whole or not at all, so that two who make it at once agree on one.
 */
export function readOrMakeSecret(path: string): string {
  const fresh = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    return readSecret(path);
  } catch {
    writeFileSync(fresh, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  }
  try {
    linkSync(fresh, path);
  } catch {
    // Somebody else was first; theirs counts.
  } finally {
    unlinkSync(fresh);
  }
  return readSecret(path);
}

const readSecret = (path: string): string => {
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length < 16) throw new Error(`${path} holds no usable secret; remove it and start again`);
  return secret;
};

/** The local token, which every service asks for: in the state folder, readable by its owner alone. */
export const localToken = (home: string): string => readOrMakeSecret(join(home, 'token'));
