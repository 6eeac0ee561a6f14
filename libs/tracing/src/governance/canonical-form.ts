import { TracingError } from '../tracing-error.js';

/**
 * A document as one text, the same whatever the order of its keys, its comments and its layout:
 * JSON without spaces, with keys sorted by their UTF-16 units.
 * @throws {TracingError} `policy_invalid` for what JSON cannot say
 */
export function canonicalForm(document: unknown): string {
  if (typeof document === 'number' && !Number.isFinite(document)) throw invalid(String(document));
  if (Array.isArray(document)) return `[${document.map(canonicalForm).join(',')}]`;
  if (isRecord(document)) {
    const members = Object.keys(document)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalForm(document[key])}`);
    return `{${members.join(',')}}`;
  }
  if (document === null || ['string', 'number', 'boolean'].includes(typeof document))
    return JSON.stringify(document);
  throw invalid(typeof document);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null);

const invalid = (what: string): TracingError =>
  new TracingError(
    'policy_invalid',
    `a policy holds texts, numbers, booleans, lists and maps alone, but this one has ${what}; write it as a text`,
  );
