import type { Attributes, Context, Span } from '@opentelemetry/api';
import { addBaggage } from '../context/added-baggage.js';
import { type TraceAiOptions, TraceAi } from '../decorators/trace-ai.decorator.js';
import type { MethodTracing } from '../decorators/traced-method.js';
import type { Carrier } from '../propagation/carriers.js';
import {
  type InjectOptions,
  extractTraceContext,
  injectTraceContext,
} from '../propagation/propagation-utils.js';
import { type TracingOptions, initializeTracing } from '../sdk/initialize.js';
import type { TracingHandle } from '../sdk/runtime.js';
import { type OperationOptions, traceAsyncOperation, traceOperation } from './operation.js';
import { traceFunction } from './trace-function.js';
import { tracer } from './tracer.js';

/** What else may be said of the span of an asynchronous operation. */
export interface AsyncOperationOptions extends OperationOptions {
  readonly attributes?: Attributes;
}

/** The functions of this library as one object, for those who hand a tracer around. */
export class DistributedTracing {
  private handle: TracingHandle | undefined;

  /** @param options what else `initializeTracing` is told */
  constructor(
    private readonly serviceName?: string,
    private readonly serviceVersion?: string,
    private readonly options: TracingOptions = {},
  ) {}

  /** Starts tracing, as `initializeTracing`. @throws {RangeError} for a wrong setting */
  initialize(): TracingHandle {
    const { serviceName, serviceVersion } = this;
    this.handle ??= initializeTracing({
      ...this.options,
      ...(serviceName === undefined ? {} : { serviceName }),
      ...(serviceVersion === undefined ? {} : { serviceVersion }),
    });
    return this.handle;
  }

  /** Starts tracing, where that is not done yet: HTTP, Postgres and RabbitMQ are instrumented with the start. */
  instrumentAll(): void {
    this.initialize();
  }

  /** A span under the active one, which the caller ends. */
  createSpan(name: string, attributes?: Attributes): Span;
  /** Runs `fn` in a span, with spans that are made in it as its children; it ends with `fn`. */
  createSpan<T>(name: string, attributes: Attributes, fn: (span: Span) => T): T;
  createSpan<T>(name: string, attributes: Attributes = {}, fn?: (span: Span) => T): Span | T {
    return fn === undefined ? tracer().startSpan(name, { attributes }) : traceOperation(name, attributes, fn);
  }

  /** As the function `traceOperation`. */
  traceOperation<T>(name: string, attributes: Attributes, fn: (span: Span) => T): T {
    return traceOperation(name, attributes, fn);
  }

  /** As the function `traceAsyncOperation`, with the attributes among the options. */
  traceAsyncOperation<T>(
    name: string,
    { attributes = {}, ...options }: AsyncOperationOptions,
    fn: (span: Span) => Promise<T>,
  ): Promise<T> {
    return traceAsyncOperation(name, attributes, fn, options);
  }

  /** The function in a span for each call, as the function `traceFunction`; also as `@tracing.traceFunction`. */
  readonly traceFunction = traceFunction;

  /** `@TraceAi()` for the operation: `@tracing.traceAiOperation('chat')`. */
  traceAiOperation<A extends unknown[] = never[]>(
    operation: string,
    options?: TraceAiOptions,
  ): MethodTracing<A> {
    return TraceAi<A>(operation, options);
  }

  /** Adds an entry to the baggage of the work that runs now, which reaches the services that it calls. */
  addBaggage(key: string, value: string): Context {
    return addBaggage(key, value);
  }

  /** Adds the context to headers, as `injectTraceContext`; baggage only for a host of the allow-list. */
  injectContext<Headers extends Record<string, unknown>>(headers: Headers, options?: InjectOptions): Headers {
    return injectTraceContext(headers, options);
  }

  /** The context that headers carry, as `extractTraceContext`. */
  extractContext(headers: Carrier): Context {
    return extractTraceContext(headers);
  }
}

/** The same class by its other name. */
export const DistributedTracer = DistributedTracing;
export type DistributedTracer = DistributedTracing;
