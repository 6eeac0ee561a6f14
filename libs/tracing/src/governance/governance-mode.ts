import { readFileSync } from 'node:fs';
import { type Environment, flag, text } from '../config/readers.js';
import { TracingError } from '../tracing-error.js';
import { isPolicyHash, policyHash, setConstitutionalHash } from './policy-hash.js';

/** What is done with the hash of what comes in. */
export interface GovernanceMode {
  /** It is compared, counted and marked on spans. */
  readonly validates: boolean;
  /** What has another hash is refused. */
  readonly isStrict: boolean;
}

const MAX_POLICY_BYTES = 1_048_576;

let current: GovernanceMode = { validates: true, isStrict: false };

/** What is done now with the hash of what comes in. */
export const governanceMode = (): GovernanceMode => current;

/** Sets what is done with the hash of what comes in; default: compared and not refused. */
export function setGovernanceMode(mode: GovernanceMode): void {
  current = mode;
}

/**
 * Takes the hash and the mode from the environment. Without a hash there, one that the program has set stays.
 * @throws {RangeError} that names the variable
 */
export function configureGovernance(env: Environment): void {
  const hash = configuredHash(env);
  const isStrict = flag(env, 'CONSTITUTIONAL_STRICT_MODE', false);
  const validates = flag(env, 'CONSTITUTIONAL_VALIDATION_ENABLED', true);
  const isAsked = text(env, 'CONSTITUTIONAL_VALIDATION_ENABLED') !== undefined && validates;
  if (hash === undefined && (isStrict || isAsked)) throw withoutHash(isStrict);
  if (isStrict && !validates)
    throw new RangeError(
      'CONSTITUTIONAL_STRICT_MODE is true, but CONSTITUTIONAL_VALIDATION_ENABLED is false; nothing would be refused',
    );
  if (hash !== undefined) setConstitutionalHash(hash);
  setGovernanceMode({ validates, isStrict });
}

const withoutHash = (isStrict: boolean): RangeError =>
  new RangeError(
    `${isStrict ? 'CONSTITUTIONAL_STRICT_MODE' : 'CONSTITUTIONAL_VALIDATION_ENABLED'} is true, but there is no hash to compare with; set CONSTITUTIONAL_HASH or CONSTITUTIONAL_POLICY_FILE`,
  );

function configuredHash(env: Environment): string | undefined {
  const literal = text(env, 'CONSTITUTIONAL_HASH')?.toLowerCase();
  if (literal !== undefined && !isPolicyHash(literal))
    throw new RangeError(
      `CONSTITUTIONAL_HASH must be 8 to 128 hex digits, but is ${JSON.stringify(literal.slice(0, 40))}`,
    );
  const file = text(env, 'CONSTITUTIONAL_POLICY_FILE');
  if (file === undefined) return literal;
  const computed = hashOfFile(file);
  if (literal !== undefined && literal !== computed)
    throw new RangeError(
      `CONSTITUTIONAL_HASH is ${literal}, but the hash of CONSTITUTIONAL_POLICY_FILE is ${computed}`,
    );
  return computed;
}

function hashOfFile(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_POLICY_BYTES) throw new RangeError(`it has more than ${MAX_POLICY_BYTES} bytes`);
    return policyHash(bytes.toString('utf8'));
  } catch (cause) {
    throw new RangeError(`CONSTITUTIONAL_POLICY_FILE ${path} cannot be used: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  const inner = cause instanceof TracingError && cause.cause instanceof Error ? cause.cause : cause;
  return inner instanceof Error ? inner.message.split('\n', 1).join('') : String(inner);
}
