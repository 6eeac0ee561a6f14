import { applyDecorators, Catch, type ExceptionFilter, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { MessageClass } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';

/** Under this name a handler's message class travels through Nest to the transport. */
export const MESSAGE_CLASS = 'messageClass';

/** Nest would replace errors by texts; what became of a message is decided by the error itself. */
@Catch()
class UnchangedErrors implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

type Handler<M> = (message: M, work: UnitOfWork) => Promise<void>;

/**
 * The method handles messages of this class, one at a time, inside the transaction that also remembers them:
 * database work only, through `work`. What it throws rolls everything back.
 */
export function Consumes<M extends object>(messageClass: new (fields?: never) => M) {
  return <H extends Handler<M>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    if (!isMessageClass(messageClass)) throw new TypeError(`@Consumes on ${key} needs a message class`);
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
    const pattern = EventPattern<unknown>(messageClass.messageType, { [MESSAGE_CLASS]: messageClass });
    applyDecorators(pattern, UseFilters(new UnchangedErrors()))(target, key, descriptor);
  };
}

export function isMessageClass(value: unknown): value is MessageClass {
  return typeof value === 'function' && 'messageType' in value && typeof value.messageType === 'string';
}
