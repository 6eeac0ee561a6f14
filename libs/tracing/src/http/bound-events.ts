import type { EventEmitter } from 'node:events';
import { type Context, context as contexts } from '@opentelemetry/api';

/**
 * Has everyone who listens to this emitter called in a context: a connection's events come in that of the connection.
 * `after` hears of each event when the listeners have.
 */
export function bindEvents(emitter: EventEmitter, context: Context, after?: (event: unknown) => void): void {
  const emit = emitter.emit.bind(emitter);
  emitter.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    const wasHeard = contexts.with(context, emit, undefined, event, ...args);
    after?.(event);
    return wasHeard;
  };
}
