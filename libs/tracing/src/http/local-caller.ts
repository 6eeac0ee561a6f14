import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';

/** Whether a request's word about traces and runs is taken. */
export type CallerTrust = (headers: IncomingHttpHeaders) => boolean;

/**
 * Takes the word of those who know the token of the state folder: whoever else reaches the port, a page or another
 * user's process, must not write into the trace of a run. Where no token has been made, there is none to ask for.
 */
export function trustByToken(home: string): CallerTrust {
  let expected: Buffer | undefined;
  return ({ authorization }) => {
    expected ??= tokenDigest(home);
    if (expected === undefined) return true;
    const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    return given !== undefined && timingSafeEqual(digest(given), expected);
  };
}

function tokenDigest(home: string): Buffer | undefined {
  try {
    return digest(readFileSync(join(home, 'token'), 'utf8').trim());
  } catch {
    return undefined;
  }
}

/** Digests have one length, which the comparison needs. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
