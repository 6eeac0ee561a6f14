import type { TextMapSetter } from '@opentelemetry/api';
import { CONSTITUTIONAL_HASH } from './compliance.js';
import { constitutionalHash } from './policy-hash.js';

/** Writes the hash of this process, where it has one, into headers that stay among hosts of ours. */
export function injectConstitutionalHash<C>(carrier: C, setter: TextMapSetter<C>): void {
  const hash = constitutionalHash();
  if (hash !== undefined) setter.set(carrier, CONSTITUTIONAL_HASH, hash);
}
