import { context } from '@throughline/tracing/api';
import { Injectable } from '@nestjs/common';
import { ThroughlineError } from '@throughline/contracts';
import { getLogger } from '@throughline/tracing';
import { PublishRefusedError } from '../connection/broker-errors.js';
import { ConfirmingPublisher } from '../connection/confirming-publisher.js';
import { deadLetterQueueOf, retryExchangeOf } from '../topology/names.js';
import {
  CAUSE_CODE_HEADER,
  CAUSE_HEADER,
  FAILED_AT_HEADER,
  LAST_SPAN_HEADER,
  QUEUE_HEADER,
  RETRIES_HEADER,
  TRACE_ID_HEADER,
} from '../wire/headers.js';
import type { Delivery } from './delivery.js';
import { outcomeOf } from './outcome.js';

type ExtraHeaders = Readonly<Record<string, string | number>>;

/** Sends a message whose handler failed to a retry queue, or to the dead letters with its cause. */
@Injectable()
export class FailedMessages {
  constructor(private readonly publisher: ConfirmingPublisher) {}

  /** Resolves once the copy is safe and the delivery answered. @throws {BrokerUnavailableError} with nothing answered */
  async handle(delivery: Delivery, error: unknown): Promise<void> {
    const outcome = outcomeOf(error, delivery.retries);
    if (outcome.kind === 'retry') await this.retryLater(delivery, error, outcome.delayMs);
    else await this.bury(delivery, error, outcome.tries);
    delivery.ack();
  }

  private async retryLater(delivery: Delivery, error: unknown, delayMs: number): Promise<void> {
    const { queue, messageId, traceId, retries } = delivery;
    getLogger('messaging').warn(
      { err: error, queue, messageId, traceId, retries, delayMs },
      'a message is tried again later',
    );
    await this.copy(delivery, retryExchangeOf(delayMs), queue, {});
  }

  private async bury(delivery: Delivery, error: unknown, tries: number): Promise<void> {
    const { queue, messageId, traceId } = delivery;
    // In the context of the message, so that what is reported of the error has its ids.
    context.with(delivery.parent, () =>
      getLogger('messaging').error(
        { err: error, queue, messageId, traceId, tries },
        'a message became a dead letter',
      ),
    );
    await this.copy(delivery, '', deadLetterQueueOf(queue), {
      [CAUSE_CODE_HEADER]: error instanceof ThroughlineError ? error.code : 'unexpected_error',
      [CAUSE_HEADER]: (error instanceof Error ? error.message : String(error)).slice(0, 2_000),
      [QUEUE_HEADER]: queue,
      [TRACE_ID_HEADER]: traceId ?? '',
      [FAILED_AT_HEADER]: new Date().toISOString(),
    });
  }

  private async copy(delivery: Delivery, exchange: string, key: string, extra: ExtraHeaders): Promise<void> {
    const { properties, content } = delivery.raw;
    const routing = await this.publisher.send(exchange, key, content, {
      messageId: delivery.messageId,
      type: delivery.binding.messageClass.messageType,
      contentType: 'application/json',
      headers: { ...ownHeaders(properties.headers ?? {}), ...progress(delivery), ...extra },
    });
    if (routing === 'returned') throw new PublishRefusedError(new Error(`no queue for ${exchange} ${key}`));
  }
}

function progress(delivery: Delivery): ExtraHeaders {
  const lastSpan = delivery.lastSpanId;
  return {
    [RETRIES_HEADER]: delivery.retries + 1,
    ...(lastSpan === undefined ? {} : { [LAST_SPAN_HEADER]: lastSpan }),
  };
}

/** Without what the broker wrote: its counts begin anew with the copy. */
const ownHeaders = (headers: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-')));
