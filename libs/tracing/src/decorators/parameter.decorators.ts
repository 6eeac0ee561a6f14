import { createRequire } from 'node:module';
import { context, propagation, trace } from '@opentelemetry/api';

/** Nest is loaded already in a program whose handlers have such parameters; others need not load it. */
const load: (name: '@nestjs/common') => typeof import('@nestjs/common') = createRequire(import.meta.url);

/** Gives a handler's parameter the span that is active when the handler is called, if there is one. */
export function CurrentSpan(): ParameterDecorator {
  return load('@nestjs/common').createParamDecorator(() => trace.getActiveSpan())();
}

/** Gives a handler's parameter the value of this entry of the baggage, if there is one. */
export function Baggage(key: string): ParameterDecorator {
  return load('@nestjs/common').createParamDecorator(
    () => propagation.getBaggage(context.active())?.getEntry(key)?.value,
  )();
}
