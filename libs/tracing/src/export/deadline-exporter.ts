import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

const MAX_IN_FLIGHT = 4;

/** An export that was not even begun. */
export class NotSentError extends Error {}

/** Gives an exporter that knows no deadline one: late answers are waited for no longer, and only few may be late. */
export class DeadlineExporter implements SpanExporter {
  private inFlight = 0;

  constructor(
    private readonly inner: SpanExporter,
    private readonly timeoutMs: number,
  ) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    if (this.inFlight >= MAX_IN_FLIGHT) {
      const error = new NotSentError(`${this.inFlight} exports have not been answered yet`);
      done({ code: ExportResultCode.FAILED, error });
      return;
    }
    this.inFlight += 1;
    const timer = setTimeout(() => settle(failed(`no answer within ${this.timeoutMs} ms`)), this.timeoutMs);
    let isSettled = false;
    const settle = (result: ExportResult): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      done(result);
    };
    timer.unref();
    this.inner.export(spans, (result) => {
      this.inFlight -= 1;
      settle(result);
    });
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}

const failed = (message: string): ExportResult => ({
  code: ExportResultCode.FAILED,
  error: new Error(message),
});
