import { type Attributes, type Context, context as contexts, trace } from '@opentelemetry/api';
import { type Carrier, carrierGetter } from '../propagation/carriers.js';
import { TracingError } from '../tracing-error.js';
import {
  COMPLIANCE_LEVEL,
  CONSTITUTIONAL_HASH,
  ConstitutionalComplianceLevel,
  TRACE_CATEGORY,
  TraceCategory,
} from './compliance.js';
import { countCompliance, countHashMismatch } from './compliance-counts.js';
import { governanceMode } from './governance-mode.js';
import { traceHashMismatch } from './hash-mismatch-span.js';
import { constitutionalHash, isPolicyHash } from './policy-hash.js';

/** `unchecked`: this process has no hash of its own, or does not compare. */
export type HashVerdict = 'match' | 'mismatch' | 'missing' | 'unchecked';

/** What a comparison of hashes has found. */
export interface HashCheck {
  readonly verdict: HashVerdict;
  /** Set in strict mode when the hashes differ: what came in is to be refused with it. */
  readonly refusal: ConstitutionalHashError | undefined;
  /** For the span of what came in. */
  readonly attributes: Attributes;
}

/** What came in was made under another policy. */
export class ConstitutionalHashError extends TracingError {
  constructor(readonly received: string) {
    super(
      'constitutional_hash_mismatch',
      `this was made under the policy with the hash ${received}, which is not the policy here; give both sides the same policy.yaml`,
    );
    this.name = 'ConstitutionalHashError';
  }
}

const UNCHECKED: HashCheck = { verdict: 'unchecked', refusal: undefined, attributes: {} };

/**
 * Compares the hash in the headers of a request or a message with the one of this process, and counts it. A missing
 * hash is no other hash: it makes the compliance unknown, and is never refused.
 * @param parent context of what came in; default: the active one
 */
export function compareConstitutionalHash(
  headers: Carrier | undefined,
  parent: Context = contexts.active(),
): HashCheck {
  const own = constitutionalHash();
  if (own === undefined || !governanceMode().validates) return UNCHECKED;
  const received = [carrierGetter.get(headers ?? {}, CONSTITUTIONAL_HASH) ?? []].flat();
  if (received.length === 0) return found('missing', ConstitutionalComplianceLevel.Unknown, own);
  const other = received.find((hash) => hash.toLowerCase() !== own);
  if (other === undefined) return found('match', ConstitutionalComplianceLevel.Compliant, own);
  return mismatch(own, isPolicyHash(other) ? other.toLowerCase() : '[malformed]', parent);
}

function found(verdict: HashVerdict, level: ConstitutionalComplianceLevel, own: string): HashCheck {
  countCompliance(level);
  return { verdict, refusal: undefined, attributes: attributesOf(level, own) };
}

function mismatch(own: string, received: string, parent: Context): HashCheck {
  countHashMismatch();
  const { attributes } = found('mismatch', ConstitutionalComplianceLevel.NonCompliant, own);
  const marked = { ...attributes, [`${CONSTITUTIONAL_HASH}.received`]: received };
  const refusal = governanceMode().isStrict ? new ConstitutionalHashError(received) : undefined;
  traceHashMismatch(marked, refusal, parent);
  return { verdict: 'mismatch', refusal, attributes: marked };
}

const attributesOf = (level: ConstitutionalComplianceLevel, own: string): Attributes => ({
  [CONSTITUTIONAL_HASH]: own,
  [COMPLIANCE_LEVEL]: level,
  [TRACE_CATEGORY]: TraceCategory.Constitutional,
});

/**
 * Compares the hash that came with a request or a message, counts it, and marks the active span. For consumers of
 * amqplib: `checkConstitutionalHash(message.properties.headers)`, and `nack(message, false, false)` when it throws.
 * @throws {ConstitutionalHashError} in strict mode, when the hash is another one
 */
export function checkConstitutionalHash(headers: Carrier | undefined): HashVerdict {
  const { verdict, refusal, attributes } = compareConstitutionalHash(headers);
  trace.getActiveSpan()?.setAttributes(attributes);
  if (refusal !== undefined) throw refusal;
  return verdict;
}
