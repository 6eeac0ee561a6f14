import {
  type Context,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@throughline/tracing/api';
import { restoreContext, startFixedSpan } from '@throughline/tracing';
import { deadLetterQueueOf } from '../topology/names.js';
import { carrierIn, type Headers, LAST_SPAN_HEADER, stringHeader } from '../wire/headers.js';
import type { DeadLetter } from './dead-letter.js';

/**
 * The end of a message in its own trace: a failed span with the cause, below the span that sent it and linked to the
 * last handling. A delivery that is redriven is linked to it.
 * @param headers of the message as it came from the queue of dead letters
 * @returns nothing for a message of nobody's trace
 */
export function startDeadLetterSpan(letter: DeadLetter, headers: Headers): Span | undefined {
  const context = restoreContext(carrierIn(headers));
  if (trace.getSpanContext(context) === undefined) return undefined;
  const destination = deadLetterQueueOf(letter.queue);
  const span = startFixedSpan(`dead_letter ${destination}`, {
    spanId: letter.spanId,
    context,
    kind: SpanKind.CLIENT,
    links: linksTo(stringHeader(headers, LAST_SPAN_HEADER), context),
    attributes: {
      'messaging.system': 'rabbitmq',
      'messaging.operation.name': 'dead_letter',
      'messaging.operation.type': 'settle',
      'messaging.destination.name': destination,
      'messaging.rabbitmq.destination.routing_key': letter.messageType,
      'messaging.message.id': letter.messageId,
      'throughline.dead_letter.id': letter.id,
      'throughline.message.retries': letter.tries,
      'throughline.message.redrives': letter.redrives,
    },
  });
  span.recordException({ name: letter.causeCode, message: letter.cause });
  span.setAttributes({ error: true, 'error.type': letter.causeCode });
  span.setStatus({ code: SpanStatusCode.ERROR, message: letter.cause });
  return span;
}

function linksTo(spanId: string | undefined, context: Context): Link[] {
  const parent = trace.getSpanContext(context);
  return spanId === undefined || parent === undefined ? [] : [{ context: { ...parent, spanId } }];
}
