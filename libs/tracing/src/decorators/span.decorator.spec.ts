import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SetMetadata } from '@nestjs/common';
import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { Observable, Subject, defer, firstValueFrom, of, retry, throwError } from 'rxjs';
import { Span, Traceable } from './span.decorator.js';
import { TraceAi } from './trace-ai.decorator.js';

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const isCallable = (value: unknown): value is () => void => typeof value === 'function';
  if (isCallable(collect)) return collect;
  throw new Error('there is no gc');
}

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

  it('are one for each subscription of an Observable, the later ones linked to the first', async () => {
    let tries = 0;
    class Flaky {
      @Span()
      read(): Observable<string> {
        return defer(() => (++tries < 3 ? throwError(() => new Error('not yet')) : of('there')));
      }
    }
    await expect(firstValueFrom(new Flaky().read().pipe(retry(2)))).resolves.toBe('there');
    expect(spans().map(({ name, status }) => [name, status.code])).toEqual([
      ['Flaky.read', SpanStatusCode.ERROR],
      ['Flaky.read', SpanStatusCode.ERROR],
      ['Flaky.read', SpanStatusCode.UNSET],
    ]);
    const [first, ...later] = spans();
    const link = { context: { spanId: first?.spanContext().spanId } };
    expect(later).toMatchObject([{ links: [link] }, { links: [link] }]);
  });

  it('end when nobody can read the result any more, as of its return', async () => {
    class Unread {
      @Span() watch(): Observable<number> {
        return of(1);
      }
      @Span() async *count(): AsyncGenerator<number> {
        yield await Promise.resolve(1);
      }
    }
    const own = () => spans().filter(({ name }) => name.startsWith('Unread.'));
    const collect = garbageCollector();
    (() => [new Unread().watch(), new Unread().count()])();
    const returned = Date.now();
    await sleep(20);
    for (let turn = 0; turn < 50 && own().length < 2; turn += 1) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(own()).toHaveLength(2);
    for (const { attributes, endTime } of own()) {
      expect(attributes).toMatchObject({ 'throughline.result.unread': true });
      expect(endTime[0] * 1_000 + endTime[1] / 1e6).toBeLessThan(returned + 10);
    }
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
