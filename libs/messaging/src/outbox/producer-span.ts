import { type Link, SpanKind, trace } from '@throughline/tracing/api';
import { recordFixedSpan, restoreContext, type TraceCarrier } from '@throughline/tracing';
import { producerDestination } from '../topology/names.js';
import type { OutgoingMessage } from './outgoing-message.js';

/**
 * The PRODUCER span of a message, from `publish` to the broker's confirmation. Its row is deleted only after this, so
 * that the span which consumers name as their parent exists whatever happens in between.
 */
export function recordProducerSpan(message: OutgoingMessage, delivered: boolean): void {
  const destination = producerDestination(message);
  recordFixedSpan(`send ${destination}`, {
    spanId: message.spanId,
    context: message.parentContext ?? restoreContext(message.parent),
    kind: SpanKind.PRODUCER,
    startTime: message.publishedAt,
    links: linksTo(message.cause),
    attributes: {
      'messaging.system': 'rabbitmq',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': destination,
      'messaging.rabbitmq.destination.routing_key': message.messageType,
      'messaging.message.id': message.id,
      'messaging.message.conversation_id': message.runId,
      'messaging.message.body.size': Buffer.byteLength(message.payload),
      ...(delivered ? {} : { 'throughline.message.unrouted': true }),
    },
  });
}

function linksTo(cause: TraceCarrier | null): Link[] {
  const context = cause === null ? undefined : trace.getSpanContext(restoreContext(cause));
  return context === undefined ? [] : [{ context }];
}
