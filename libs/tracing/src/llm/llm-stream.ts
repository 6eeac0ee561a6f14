import { type Context, type Span, SpanKind, context as contexts, trace } from '@opentelemetry/api';
import { recordFailure } from '../spans/failure.js';
import { tracer } from '../spans/tracer.js';
import { llmAttributes } from './llm-attributes.js';
import { type MeasuredLlmCall, measureLlmCall } from './llm-metrics.js';
import { type LlmCall, recordLlmUsage } from './llm.js';
import { type TokenUsage, tokenUsageOf } from './token-usage.js';

/** What is read from the pieces of a streamed answer. */
export interface LlmStreamOptions<Chunk> {
  /** What a piece of the answer says about the whole; the last one that says something holds. */
  readonly usage?: (chunk: Chunk) => TokenUsage | undefined;
}

/**
 * Hands on the pieces of a streamed answer, in a CLIENT span `{operation} {model}` that begins when the first piece is
 * asked for and ends with the last one, with an error, or when the reader leaves early. On it are
 * `gen_ai.request.stream`, `gen_ai.response.time_to_first_chunk` in seconds, and tokens and cost as `usage` finds them;
 * `throughline.stream.left` says that the reader has left before the end.
 * @param open makes the call; what it does is in the span
 * @throws what the stream throws, recorded
 */
export async function* traceLlmStream<Chunk>(
  call: LlmCall,
  open: (span: Span) => AsyncIterable<Chunk> | PromiseLike<AsyncIterable<Chunk>>,
  options: LlmStreamOptions<Chunk> = {},
): AsyncGenerator<Chunk, void, undefined> {
  const traced = new TracedStream<Chunk>(call, options);
  let iterator: AsyncIterator<Chunk> | undefined;
  let isOver = false;
  try {
    const opened = await traced.run(async () => (await open(traced.span))[Symbol.asyncIterator]());
    iterator = opened;
    for (;;) {
      const step = await traced.run(() => opened.next());
      if (step.done === true) break;
      traced.received(step.value);
      yield step.value;
    }
    isOver = true;
  } catch (error) {
    isOver = true;
    traced.failed(error);
    throw error;
  } finally {
    // Left early: the source has to hear of it, and may still fail with that.
    if (!isOver)
      await traced.leave(async () => {
        await iterator?.return?.();
      });
    traced.end();
  }
}

class TracedStream<Chunk> {
  readonly span: Span;
  private readonly context: Context;
  private readonly begun = performance.now();
  private readonly measured: MeasuredLlmCall;
  private firstChunkSeconds: number | undefined;
  private usage: TokenUsage | undefined;
  private error: { readonly cause: unknown } | undefined;

  constructor(
    private readonly call: LlmCall,
    private readonly options: LlmStreamOptions<Chunk>,
  ) {
    const attributes = { ...llmAttributes(call), 'gen_ai.request.stream': true };
    this.measured = measureLlmCall(call);
    this.span = tracer().startSpan(`${call.operation} ${call.model}`, { kind: SpanKind.CLIENT, attributes });
    this.context = trace.setSpan(contexts.active(), this.span);
  }

  run<T>(fn: () => Promise<T>): Promise<T> {
    return contexts.with(this.context, fn);
  }

  received(chunk: Chunk): void {
    this.firstChunkSeconds ??= (performance.now() - this.begun) / 1_000;
    this.usage = this.options.usage?.(chunk) ?? this.usage;
  }

  failed(error: unknown): void {
    this.error = { cause: error };
    recordFailure(this.span, error);
  }

  async leave(tell: () => Promise<void>): Promise<void> {
    this.span.setAttribute('throughline.stream.left', true);
    try {
      await this.run(tell);
    } catch (error) {
      this.failed(error);
      throw error;
    }
  }

  end(): void {
    const first = this.firstChunkSeconds;
    recordLlmUsage(this.span, this.call, {
      ...tokenUsageOf(this.usage ?? {}),
      ...(first === undefined ? {} : { timeToFirstChunk: first }),
    });
    if (this.error === undefined) this.measured.ended();
    else this.measured.failed(this.error.cause);
    this.span.end();
  }
}
