import type { EventEmitter } from 'node:events';
import { type Context, context as contexts } from '@opentelemetry/api';

const BINDING = Symbol('@throughline/tracing/binding');

interface Binding {
  readonly context: Context;
  /** Hears of each event when the listeners have. */
  readonly after: ((event: unknown) => void) | undefined;
}

/** An emitter whose listeners are called in a context. */
interface Bindable extends EventEmitter {
  [BINDING]?: Binding;
}

/**
 * Has everyone who listens to this emitter called in a context: a connection's events come in that of the connection.
 * Its class has to be prepared by `makeBindable`.
 */
export function bindEvents(emitter: Bindable, context: Context, after?: (event: unknown) => void): void {
  emitter[BINDING] = { context, after };
}

/**
 * Teaches the emitters of a class to call their listeners in a context. Once for all of them: a function on each of them
 * takes the garbage collector three times as long as all else that is done for a request.
 * @returns what undoes it
 */
export function makeBindable(prototype: object): () => void {
  const own = Object.getOwnPropertyDescriptor(prototype, 'emit');
  const emit: unknown = Reflect.get(prototype, 'emit');
  if (typeof emit !== 'function') return () => undefined;
  Object.defineProperty(prototype, 'emit', {
    configurable: true,
    writable: true,
    value: function boundEmit(this: Bindable, ...args: unknown[]): unknown {
      const { [BINDING]: binding } = this;
      if (binding === undefined) return Reflect.apply(emit, this, args);
      const proceed = (): unknown => Reflect.apply(emit, this, args);
      // Most events come in the request's own context; to enter one is dear.
      const { context } = binding;
      const wasHeard = contexts.active() === context ? proceed() : contexts.with(context, proceed);
      binding.after?.(args[0]);
      return wasHeard;
    },
  });
  return () => {
    if (own === undefined) Reflect.deleteProperty(prototype, 'emit');
    else Object.defineProperty(prototype, 'emit', own);
  };
}
