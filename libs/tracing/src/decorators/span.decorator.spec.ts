import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SetMetadata } from '@nestjs/common';
import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { Observable, Subject, firstValueFrom, of, throwError } from 'rxjs';
import { Span, Traceable } from './span.decorator.js';
import { TraceAi } from './trace-ai.decorator.js';

const seen = new Subject<number>();
const active = (): string | undefined => trace.getActiveSpan()?.spanContext().spanId;

class Shop {
  readonly unit = 'x';
  source = new Subject<number>();

  @Span() sync(a: number, b: number): string {
    return `${this.unit}${a + b}${active() === undefined ? '' : '!'}`;
  }
  @Span() fail(): never {
    throw new RangeError('no');
  }
  @Span('shop.promise', { onResult: (result) => ({ attributes: { result: Number(result) } }) })
  async promise(work: Promise<number>): Promise<number> {
    return work;
  }
  @Span('shop.args', (id: string) => ({ attributes: { id } })) args(id: string): string {
    return id;
  }
  @Span((id: string) => ({ name: `shop.${id}`, attributes: { id: id.length } })) named(id: string): string {
    return id;
  }
  @Span({
    onResult: () => {
      throw new Error('wrong');
    },
  })
  describedWrongly(): number {
    return 1;
  }
  @Span() watch(): Observable<number> {
    return this.source;
  }
  @Span() broken(): Observable<number> {
    return throwError(() => new RangeError('late'));
  }
  @Span() async *count(to: number): AsyncGenerator<number, string> {
    for (let at = 0; at < to; at += 1) yield Promise.resolve(at);
    return 'done';
  }
  @Span() @SetMetadata('roles', ['admin']) guarded(_a: string, _b: number): void {
    seen.next(1);
  }
  @TraceAi((model: string) => ({ provider: 'p', model, operation: 'chat' }), {
    usage: () => ({ inputTokens: 3 }),
  })
  ask(_model: string): Promise<string> {
    return Promise.resolve('secret answer');
  }
}

@Traceable()
class Whole {
  one(): number {
    return 1;
  }
  @Span('other') two(): number {
    return 2;
  }
  get three(): number {
    return 3;
  }
}

describe('decorators', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const shop = new Shop();

  beforeAll(() => {
    trace.setGlobalTracerProvider(provider);
    context.setGlobalContextManager(new StackContextManager().enable());
  });
  beforeEach(() => exporter.reset());
  afterAll(() => {
    trace.disable();
    context.disable();
    return provider.shutdown();
  });

  const spans = () => exporter.getFinishedSpans();
  const names = (): string[] => spans().map(({ name }) => name);

  it('are right for values and errors', () => {
    expect(shop.sync(1, 2)).toBe('x3!');
    expect(() => shop.fail()).toThrow(RangeError);
    expect(names()).toEqual(['Shop.sync', 'Shop.fail']);
    expect(spans()[1]).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'no' },
      attributes: { error: true, 'error.type': 'RangeError' },
    });
  });

  it('end with the promise', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const result = shop.promise(promise);
    expect(names()).toEqual([]);
    resolve(7);
    await expect(result).resolves.toBe(7);
    await expect(shop.promise(Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(spans().map(({ attributes, status }) => [attributes['result'], status.code])).toEqual([
      [7, SpanStatusCode.UNSET],
      [undefined, SpanStatusCode.ERROR],
    ]);
  });

  it('take name and attributes from the arguments', () => {
    shop.args('a1');
    shop.named('b');
    expect(spans().map(({ name, attributes }) => [name, attributes])).toEqual([
      ['shop.args', { id: 'a1' }],
      ['shop.b', { id: 1 }],
    ]);
  });

  it('never break the call that they describe', () => {
    expect(shop.describedWrongly()).toBe(1);
    expect(spans()[0]?.events).toHaveLength(1);
  });

  it('end when the Observable completes, fails or is left', async () => {
    const got: number[] = [];
    shop.watch().subscribe((value) => got.push(value));
    shop.source.next(4);
    expect(names()).toEqual([]);
    shop.source.complete();
    expect(got).toEqual([4]);
    expect(names()).toEqual(['Shop.watch']);
    shop.source = new Subject();
    shop.watch().subscribe().unsubscribe();
    expect(names()).toEqual(['Shop.watch', 'Shop.watch']);
    await expect(firstValueFrom(shop.broken())).rejects.toThrow('late');
    expect(spans()[2]?.status.code).toBe(SpanStatusCode.ERROR);
    expect(of(1)).toBeInstanceOf(Observable);
    expect(shop.watch()).toBeInstanceOf(Observable);
  });

  it('end when the asynchronous iterator ends or is left', async () => {
    const got: number[] = [];
    for await (const value of shop.count(3)) got.push(value);
    expect(got).toEqual([0, 1, 2]);
    expect(names()).toEqual(['Shop.count']);
    for await (const _value of shop.count(3)) {
      expect(names()).toHaveLength(1);
      break;
    }
    expect(names()).toHaveLength(2);
  });

  it('keep metadata, names, arity', () => {
    const method: unknown = Object.getOwnPropertyDescriptor(Shop.prototype, 'guarded')?.value;
    if (typeof method !== 'function') throw new Error('the method is gone');
    expect(Reflect.getMetadata('roles', method)).toEqual(['admin']);
    expect(Reflect.getMetadata('design:paramtypes', Shop.prototype, 'guarded')).toEqual([String, Number]);
    expect([method.name, method.length]).toEqual(['guarded', 2]);
  });

  it('trace all methods of a class once', () => {
    const whole = new Whole();
    expect([whole.one(), whole.two(), whole.three]).toEqual([1, 2, 3]);
    expect(names()).toEqual(['Whole.one', 'other']);
  });

  it('describe calls of models without what was said', async () => {
    await expect(shop.ask('m1')).resolves.toBe('secret answer');
    expect(spans()[0]).toMatchObject({
      name: 'chat m1',
      attributes: { 'gen_ai.request.model': 'm1', 'gen_ai.usage.input_tokens': 3 },
    });
    expect(JSON.stringify(spans()[0]?.attributes)).not.toContain('answer');
  });
});
