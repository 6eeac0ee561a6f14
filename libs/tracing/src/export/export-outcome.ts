/** What has become of spans that were sent once. */
export type ExportOutcome =
  /** Taken, but for those that the receiver says it has rejected. */
  | { readonly kind: 'accepted'; readonly rejected: number; readonly message: string }
  /** Surely not taken, for these spans will never be: sending them again is no use. */
  | { readonly kind: 'refused' | 'too_large'; readonly error: Error }
  /** Surely not taken, for the receiver does not work as it should; its protocol says not to send them again. */
  | { readonly kind: 'failed'; readonly error: Error }
  /** Surely not taken; later they may be. */
  | { readonly kind: 'unavailable'; readonly error: Error; readonly retryAfterMs?: number }
  /** No answer: nobody knows whether they were taken. */
  | { readonly kind: 'unknown'; readonly error: Error };

export const ACCEPTED: ExportOutcome = { kind: 'accepted', rejected: 0, message: '' };

const RETRYABLE_STATUSES: readonly number[] = [429, 502, 503, 504];
const REFUSALS: readonly number[] = [400, 422];
const TOO_LARGE = 413;

/** What an answer of HTTP means, as the specification of OTLP has it. */
export function outcomeOfStatus(status: number, retryAfterMs?: number): ExportOutcome {
  if (status < 300) return ACCEPTED;
  const error = new Error(`the receiver of traces answered with ${status}`);
  if (status === TOO_LARGE) return { kind: 'too_large', error };
  if (REFUSALS.includes(status)) return { kind: 'refused', error };
  if (!RETRYABLE_STATUSES.includes(status)) return { kind: 'failed', error };
  return { kind: 'unavailable', error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
