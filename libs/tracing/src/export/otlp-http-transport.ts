import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { encodeInSlices } from './encode-slices.js';
import { ACCEPTED, type ExportOutcome, outcomeOfStatus } from './export-outcome.js';
import type { ExportTarget } from './export-targets.js';
import { type Answer, HttpPost, NoAnswerError } from './http-post.js';
import type { SpanEncoder } from './span-encoder.js';
import type { SpanTransport } from './span-transport.js';

/** OTLP over HTTP, as protobuf or JSON. */
export class OtlpHttpTransport implements SpanTransport {
  private readonly http: HttpPost;

  constructor(
    target: ExportTarget,
    private readonly encoder: SpanEncoder,
  ) {
    this.http = new HttpPost(target, encoder.contentType);
    encoder.encode([]); // loads what it needs now, and not with the first spans, when requests wait for the event loop
  }

  async send(spans: readonly ReadableSpan[], signal: AbortSignal): Promise<ExportOutcome> {
    const body = await encodeInSlices(this.encoder, spans);
    return posted(this.http, body, signal, (answer) => this.taken(answer));
  }

  /** A request without spans is a valid one. */
  probe(signal: AbortSignal): Promise<ExportOutcome> {
    return this.send([], signal);
  }

  shutdown(): Promise<void> {
    this.http.close();
    return Promise.resolve();
  }

  /** An answer that cannot be read does not take back its status. */
  private taken({ body }: Answer): ExportOutcome {
    try {
      return { kind: 'accepted', ...(this.encoder.partialSuccess(body) ?? { rejected: 0, message: '' }) };
    } catch {
      return ACCEPTED;
    }
  }
}

/** Posts a body and says what has become of it. */
export async function posted(
  http: HttpPost,
  body: Uint8Array,
  signal: AbortSignal,
  taken: (answer: Answer) => ExportOutcome = () => ACCEPTED,
): Promise<ExportOutcome> {
  try {
    const answer = await http.post(body, signal);
    const outcome = outcomeOfStatus(answer.status, answer.retryAfterMs);
    return outcome.kind === 'accepted' ? taken(answer) : outcome;
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    const isLost = error instanceof NoAnswerError && !error.mayHaveArrived;
    return { kind: isLost ? 'unavailable' : 'unknown', error };
  }
}
