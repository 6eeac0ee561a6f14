import type { Attributes } from '@opentelemetry/api';
import { type DeliveredMessage, textOf } from './amqp-message.js';
import { brokerAttributes } from './broker-address.js';
import { receivedFrom } from './destination.js';

/** How a queue is consumed. */
export interface Consumption {
  readonly channel: object;
  readonly queue: string;
  readonly needsAnswer: boolean;
}

/** The name of a delivery's span, and what is said of it from its start on. */
export function describeDelivery(
  message: DeliveredMessage,
  { queue, channel }: Consumption,
): { name: string; attributes: Attributes } {
  const { fields, properties, content } = message;
  const destination = receivedFrom(textOf(fields['exchange']), textOf(fields['routingKey']), queue);
  const attributes: Attributes = {
    ...brokerAttributes(channel),
    'messaging.system': 'rabbitmq',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': destination.name,
    'messaging.destination.anonymous': destination.isAnonymous || undefined,
    'messaging.rabbitmq.destination.routing_key': textOf(fields['routingKey']) || undefined,
    'messaging.rabbitmq.message.delivery_tag': Number(fields['deliveryTag']) || undefined,
    'messaging.message.id': textOf(properties['messageId']) || undefined,
    'messaging.message.conversation_id': textOf(properties['correlationId']) || undefined,
    'messaging.message.body.size': content.length,
    'throughline.message.redelivered': fields['redelivered'] === true || undefined,
  };
  return { name: `process ${destination.shortName}`, attributes };
}
