import { applyDecorators, Catch, type ExceptionFilter, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { MessageClass } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';

/** Under this name a handler's message class travels through Nest to the transport. */
export const MESSAGE_CLASS = 'messageClass';
/** And under this one whether it takes all messages that wait together. */
export const TOGETHER = 'together';

/** Nest would replace errors by texts; what became of a message is decided by the error itself. */
@Catch()
class UnchangedErrors implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

type Handler<M> = (message: M, work: UnitOfWork) => Promise<void>;
type TogetherHandler<M> = (messages: readonly M[], work: UnitOfWork) => Promise<void>;

/**
 * The method handles messages of this class, one at a time, inside the transaction that also remembers them:
 * database work only, through `work`. What it throws rolls everything back.
 */
export function Consumes<M extends object>(messageClass: new (fields?: never) => M) {
  return <H extends Handler<M>>(target: object, key: string, descriptor: TypedPropertyDescriptor<H>): void =>
    consume(messageClass, false, target, key, descriptor);
}

/**
 * As `Consumes`, but the method gets all messages of this class that share a transaction (at least one), in the order
 * in which they came: for what one statement does for many. What it publishes belongs to the message of the same run.
 * Within the transaction they may be handled earlier than messages of other classes that came before them.
 */
export function ConsumesTogether<M extends object>(messageClass: new (fields?: never) => M) {
  return <H extends TogetherHandler<M>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => consume(messageClass, true, target, key, descriptor);
}

function consume(
  messageClass: unknown,
  together: boolean,
  target: object,
  key: string,
  descriptor: PropertyDescriptor,
): void {
  if (!isMessageClass(messageClass)) throw new TypeError(`@Consumes on ${key} needs a message class`);
  Payload()(target, key, 0);
  Ctx()(target, key, 1);
  const extras = { [MESSAGE_CLASS]: messageClass, [TOGETHER]: together };
  const pattern = EventPattern<unknown>(messageClass.messageType, extras);
  applyDecorators(pattern, UseFilters(new UnchangedErrors()))(target, key, descriptor);
}

export function isMessageClass(value: unknown): value is MessageClass {
  return typeof value === 'function' && 'messageType' in value && typeof value.messageType === 'string';
}
