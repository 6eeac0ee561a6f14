import { around } from '../sdk/patch.js';
import { isRecord } from './amqp-message.js';
import { ConsumeSpan } from './consume-span.js';

/** Nest’s RabbitMQ server returns before an event’s stream has ended: its own hooks tell when that is. */
export const patchRmqServer = (server: object): (() => void) =>
  around(server, 'listen', (self, args, proceed) => {
    holdWhileProcessing(self);
    return proceed(args);
  });

/** Nest makes a reply or a line of the log of what a handler throws: here it is still known. */
export const patchRpcProxy = (proxy: object): (() => void) =>
  around(proxy, 'handleError', (_self, args, proceed) => {
    const [, handlerArgs, error] = args;
    if (Array.isArray(handlerArgs)) spanOf(handlerArgs)?.failed(error);
    return proceed(args);
  });

function holdWhileProcessing(server: object): void {
  const releases = new WeakMap<object, () => void>();
  around(server, 'onProcessingStartHook', (_self, args, proceed) => {
    const context = args[1];
    const span = isRecord(context) ? spanOf([context]) : undefined;
    if (isRecord(context) && span !== undefined) releases.set(context, span.holdForHandler());
    return proceed(args);
  });
  const before: unknown = Reflect.get(server, 'onProcessingEndHook');
  Reflect.set(server, 'onProcessingEndHook', (...args: unknown[]) => {
    if (typeof before === 'function') Reflect.apply(before, server, args);
    if (isRecord(args[1])) releases.get(args[1])?.();
  });
}

/** The span of the message that one of the arguments, Nest’s context, is about. */
function spanOf(args: readonly unknown[]): ConsumeSpan | undefined {
  for (const argument of args) {
    const getMessage: unknown = isRecord(argument) ? argument['getMessage'] : undefined;
    if (typeof getMessage !== 'function') continue;
    const message: unknown = Reflect.apply(getMessage, argument, []);
    return ConsumeSpan.of(message);
  }
  return undefined;
}
