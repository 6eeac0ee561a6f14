import type { MessageHandler } from '@nestjs/microservices';
import { type MessageClass, ThroughlineError } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';
import { isObservable, lastValueFrom } from 'rxjs';
import { queueOf } from '../topology/names.js';
import { isMessageClass, MESSAGE_CLASS, TOGETHER } from './consumes.decorator.js';

/** A message class, the queue it arrives in, and the method that handles it. */
export interface HandlerBinding {
  readonly messageClass: MessageClass;
  readonly queue: string;
  /** Whether it takes all messages that share a transaction, instead of one at a time. */
  readonly together: boolean;
  handle(message: object | readonly object[], work: UnitOfWork): Promise<void>;
}

/** The bindings of the handlers that Nest has found. @throws {ThroughlineError} `consumer_invalid` */
export const bindingsOf = (
  service: string,
  handlers: ReadonlyMap<string, MessageHandler>,
): HandlerBinding[] => [...handlers].map(([pattern, handler]) => bindingOf(service, pattern, handler));

function bindingOf(service: string, pattern: string, handler: MessageHandler): HandlerBinding {
  const messageClass: unknown = handler.extras?.[MESSAGE_CLASS];
  if (!isMessageClass(messageClass)) throw invalid(pattern, 'is handled by a method without @Consumes');
  if (handler.next !== undefined)
    throw invalid(pattern, 'has two handlers in one service; let one call the other');
  return {
    messageClass,
    queue: queueOf(service, messageClass.messageType),
    together: handler.extras?.[TOGETHER] === true,
    handle: async (message, work) => {
      const result: unknown = await handler(message, work);
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    },
  };
}

const invalid = (pattern: string, reason: string): ThroughlineError =>
  new ThroughlineError('consumer_invalid', 'internal', `${pattern} ${reason}`);
