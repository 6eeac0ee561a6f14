import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { Subject } from 'rxjs';
import { traceAsyncOperation, traceOperation } from './operation.js';

describe('the span of an operation', () => {
  const exporter = new InMemorySpanExporter();

  beforeAll(() => {
    trace.setGlobalTracerProvider(
      new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
    );
    context.setGlobalContextManager(new StackContextManager().enable());
  });
  afterAll(() => {
    trace.disable();
    context.disable();
  });
  beforeEach(() => exporter.reset());

  const ended = (): (readonly [SpanStatusCode, string | undefined])[] =>
    exporter.getFinishedSpans().map(({ status }) => [status.code, status.message] as const);
  const well = [SpanStatusCode.UNSET, undefined] as const;
  const failed = [SpanStatusCode.ERROR, 'no'] as const;

  it('ends with a value', () => {
    expect(traceOperation('test', {}, () => 7)).toBe(7);
    expect(ended()).toEqual([well]);
  });

  it('has what is thrown at once', async () => {
    const fail = (): never => {
      throw new Error('no');
    };
    expect(() => traceOperation('test', {}, fail)).toThrow('no');
    await expect(traceAsyncOperation('test', {}, fail)).rejects.toThrow('no');
    expect(ended()).toEqual([failed, failed]);
  });

  it.each([traceOperation, traceAsyncOperation])(
    'ends with the promise, and has its error: %p',
    async (run) => {
      const { promise, resolve } = Promise.withResolvers<number>();
      const result = run('test', {}, () => promise);
      expect(ended()).toEqual([]);
      resolve(3);
      expect(await result).toBe(3);
      await expect(run('test', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(ended()).toEqual([well, failed]);
    },
  );

  it('ends with an Observable: completed, failed or unsubscribed', () => {
    for (const end of ['complete', 'error', 'unsubscribe'] as const) {
      const source = new Subject<number>();
      const values: number[] = [];
      const traced = traceOperation('test', {}, () => source.asObservable());
      const subscription = traced.subscribe({ next: (value) => values.push(value), error: () => undefined });
      source.next(1);
      expect(ended()).toEqual([]);
      if (end === 'complete') source.complete();
      else if (end === 'error') source.error(new Error('no'));
      else subscription.unsubscribe();
      expect(values).toEqual([1]);
      expect(ended()).toEqual([end === 'error' ? failed : well]);
      exporter.reset();
    }
  });

  it('ends with an asynchronous iterator, also when its reader leaves early', async () => {
    let isClosed = false;
    async function* numbers(): AsyncGenerator<number> {
      try {
        yield await Promise.resolve(1);
        yield 2;
      } finally {
        isClosed = true;
      }
    }
    for await (const value of traceOperation('test', {}, () => numbers())) {
      expect(ended()).toEqual([]);
      if (value === 1) break;
    }
    expect(isClosed).toBe(true);
    expect(ended()).toEqual([well]);
  });
});
