import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, type Span, context, trace } from '@opentelemetry/api';
import { StackContextManager, TracerProvider } from '@opentelemetry/sdk-trace';
import { withBaggage } from '../context/baggage.js';
import { Baggage, CurrentSpan } from './parameter.decorators.js';

class Controller {
  read(@CurrentSpan() span: Span | undefined, @Baggage('user.tier') tier: string | undefined): string {
    return `${span?.spanContext().spanId ?? ''} ${tier ?? ''}`;
  }
}

/** What Nest keeps for a handler's parameters, by their index. */
function parameters(): ((data: unknown, host: unknown) => unknown)[] {
  const stored: unknown = Reflect.getMetadata('__routeArguments__', Controller, 'read');
  const found = Object.values(stored ?? {}).filter(isParameter);
  return found.sort((a, b) => a.index - b.index).map(({ factory }) => factory);
}

interface Parameter {
  readonly index: number;
  readonly factory: (data: unknown, host: unknown) => unknown;
}

const isParameter = (value: unknown): value is Parameter =>
  typeof value === 'object' && value !== null && 'index' in value && 'factory' in value;

describe('parameters of handlers', () => {
  const provider = new TracerProvider();

  beforeAll(() => {
    context.setGlobalContextManager(new StackContextManager().enable());
  });
  afterAll(() => {
    context.disable();
    return provider.shutdown();
  });

  it('are the active span and an entry of the baggage', () => {
    const span = provider.getTracer('test').startSpan('request');
    const active = trace.setSpan(withBaggage(ROOT_CONTEXT, { 'user.tier': 'gold' }), span);
    const values = () => parameters().map((factory) => factory(undefined, undefined));
    expect(context.with(active, values)).toEqual([span, 'gold']);
    expect(values()).toEqual([undefined, undefined]);
  });
});
