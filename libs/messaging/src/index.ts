export { BackPressure } from './back-pressure/back-pressure.js';
export { MessagingModule } from './messaging.module.js';
export type { MessagingOptions } from './messaging-options.js';
export { messagingTables } from './tables.js';
export { Consumes, ConsumesTogether } from './consumer/consumes.decorator.js';
export { RabbitTransport } from './consumer/rabbit-transport.js';
export { OutboxStatus } from './outbox/outbox-status.js';
export { BrokerUnavailableError } from './connection/broker-errors.js';
export {
  deadLetterQueueOf,
  exchangeOf,
  queueOf,
  RETRY_DELAYS_MS,
  retryExchangeOf,
} from './topology/names.js';
export { MESSAGING_SETTINGS } from './settings.js';
