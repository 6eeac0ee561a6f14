import { setTimeout as delay } from 'node:timers/promises';
import type { NodeClient, NodeOptions, Scope } from '@sentry/node';
import { RateLimit } from '../sampling/rate-limit.js';
import { beforeSendFilter } from './before-send-filter.js';
import type { ErrorReport, ErrorSink, ReportedTrace } from './error-sink.js';
import { originOf } from './failures.js';
import { transactionOf } from './reported-trace.js';
import { sentryHttp } from './sentry-http.js';
import type { CompleteSentryOptions } from './sentry-options.js';
import { type SentryPackage, profilingIntegration } from './sentry-package.js';

/** Reports that may be on their way at once; more are dropped, so that a Sentry that hangs holds nothing. */
const MAX_UNDER_WAY = 64;
/** Reports that are made in a second: a flood of one error says no more than its first ones. */
const MAX_PER_SECOND = 50;
const MAX_VALUE_LENGTH = 8_192;

/** Reports by Sentry's own client, which makes no spans, patches nothing and holds no context of its own. */
export class SentrySink implements ErrorSink {
  readonly tracesSampleRate: number;
  /** Reports that were not made, because there were too many. */
  dropped = 0;
  private readonly client: NodeClient | undefined;
  private readonly limit = new RateLimit(MAX_PER_SECOND);
  private readonly stopping = new AbortController();

  constructor(
    private readonly sentry: SentryPackage,
    private readonly options: CompleteSentryOptions,
  ) {
    this.tracesSampleRate = options.tracesSampleRate;
    this.client = sentry.initWithoutDefaultIntegrations(this.clientOptions());
    // Does nothing unless the integration is there and this process is one of those that are profiled.
    sentry.profiler.startProfiler();
    this.client?.addEventProcessor((event, { mechanism, originalException }) => {
      // What Sentry has found itself: an exception that nobody has caught.
      const span = mechanism?.handled === false ? originOf(originalException) : undefined;
      if (span === undefined) return event;
      return {
        ...event,
        contexts: { ...event.contexts, trace: { trace_id: span.traceId, span_id: span.spanId } },
      };
    });
  }

  isFailedStatus(status: number): boolean {
    return this.options.failedStatusCodes.includes(status);
  }

  exception(error: unknown, report: ErrorReport): void {
    if (this.isWithinLimit()) this.client?.captureException(error, undefined, this.scopeOf(report));
  }

  message(text: string, report: ErrorReport): void {
    if (this.isWithinLimit())
      this.client?.captureMessage(text, report.level, undefined, this.scopeOf(report));
  }

  trace(trace: ReportedTrace): void {
    if (!this.isWithinLimit()) return;
    const scope = this.newScope();
    const { traceId, spanId } = trace.root.spanContext();
    scope.setPropagationContext({ traceId, propagationSpanId: spanId, sampleRand: 0, sampled: true });
    this.client?.captureEvent(beforeSendFilter(transactionOf(trace)), undefined, scope);
  }

  /** Sends what is on its way, within about these milliseconds. */
  async flush(ms: number): Promise<void> {
    await this.client?.flush(ms);
  }

  /** The same, then tells how much was not sent, and ends: what has no answer by then gets none. */
  async close(ms: number): Promise<void> {
    const limit = new AbortController();
    const over = delay(ms, undefined, { signal: limit.signal }).catch(() => undefined);
    await Promise.race([this.flush(ms).then(() => this.client?.close(ms)), over]);
    limit.abort();
    this.sentry.profiler.stopProfiler();
    this.stopping.abort();
  }

  private isWithinLimit(): boolean {
    const isWithin = this.limit.take();
    if (!isWithin) this.dropped += 1;
    return isWithin;
  }

  private newScope(): Scope {
    const scope = new this.sentry.Scope();
    if (this.client !== undefined) scope.setClient(this.client);
    return scope;
  }

  private scopeOf({ scope: work, span, level, tags, extra }: ErrorReport): Scope {
    const scope = this.newScope();
    if (span !== undefined)
      scope.setPropagationContext({ traceId: span.traceId, propagationSpanId: span.spanId, sampleRand: 0 });
    if (work.user !== undefined) scope.setUser({ ...work.user });
    for (const breadcrumb of work.latest())
      scope.addBreadcrumb({ ...breadcrumb, data: { ...breadcrumb.data } });
    return scope
      .setLevel(level)
      .setTags({ ...tags })
      .setExtras({ ...extra });
  }

  private clientOptions(): NodeOptions {
    const { dsn, environment, release, sampleRate, profilesSampleRate } = this.options;
    const { linkedErrorsIntegration, contextLinesIntegration, onUncaughtExceptionIntegration } = this.sentry;
    const profiling = profilesSampleRate > 0 ? profilingIntegration() : undefined;
    return {
      dsn,
      environment,
      release,
      sampleRate,
      enableOpenTelemetrySetup: false,
      enableRuntimeChannelInjection: false,
      traceLifecycle: 'static',
      attachStacktrace: true,
      maxBreadcrumbs: 100,
      maxValueLength: MAX_VALUE_LENGTH,
      shutdownTimeout: 2_000,
      dataCollection: NOTHING,
      enhanceFetchErrorMessages: false,
      integrations: [
        linkedErrorsIntegration(),
        contextLinesIntegration(),
        onUncaughtExceptionIntegration(),
        ...(profiling === undefined ? [] : [profiling]),
      ],
      ...(profiling === undefined
        ? {}
        : { profileSessionSampleRate: profilesSampleRate, profileLifecycle: 'manual' }),
      transportOptions: { bufferSize: MAX_UNDER_WAY, httpModule: sentryHttp(this.stopping.signal) },
      beforeSend: (event) => beforeSendFilter(event),
    };
  }
}

/** What Sentry's client may collect by itself of users and requests. */
const NOTHING: NonNullable<NodeOptions['dataCollection']> = {
  userInfo: false,
  cookies: false,
  httpHeaders: false,
  httpBodies: [],
  urlQueryParams: false,
};
