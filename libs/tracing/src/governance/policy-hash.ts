import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { TracingError } from '../tracing-error.js';
import { canonicalForm } from './canonical-form.js';

/** Only programs with a policy need YAML. */
const load: (name: 'yaml') => typeof import('yaml') = createRequire(import.meta.url);

const LITERAL_HASH = /^[0-9a-f]{8,128}$/i;
const MOST_ALIASES = 100;

/**
 * The hash of a policy document in YAML: SHA-256 of its canonical form, in hex. Comments, layout and the order of keys
 * do not change it; each value does.
 * @throws {TracingError} `policy_invalid` for what is no document of plain data
 */
export function policyHash(yaml: string): string {
  return createHash('sha256')
    .update(canonicalForm(parsed(yaml)))
    .digest('hex');
}

function parsed(yaml: string): unknown {
  try {
    return load('yaml').parse(yaml, { uniqueKeys: true, maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    throw new TracingError('policy_invalid', 'the policy is no YAML document; correct what its cause names', {
      cause,
    });
  }
}

/** Whether this can be a hash: one of a policy, or a literal that somebody has agreed on. */
export const isPolicyHash = (text: string): boolean => LITERAL_HASH.test(text);

let current: string | undefined;

/** The hash that this process works under; none until it is set. */
export const constitutionalHash = (): string | undefined => current;

/** Sets the hash that spans of governed operations carry from now on. @throws {TracingError} `policy_hash_invalid` */
export function setConstitutionalHash(hash: string | undefined): void {
  if (hash !== undefined && !isPolicyHash(hash)) {
    const message = `a policy's hash is 8 to 128 hex digits, but this is ${JSON.stringify(hash.slice(0, 40))}`;
    throw new TracingError('policy_hash_invalid', message);
  }
  current = hash?.toLowerCase();
}
