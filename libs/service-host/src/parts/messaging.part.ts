import {
  BrokerUnavailableError,
  MessagingModule,
  type MessagingOptions,
  OutboxStatus,
  RabbitTransport,
  messagingTables,
} from '@throughline/messaging';
import type { ServicePart } from './service-part.js';

export { messagingTables };

/** Messages in and out. */
export function messagingPart(options: MessagingOptions): ServicePart {
  return {
    module: MessagingModule.forRoot(options),
    readiness: {
      name: 'broker',
      check: (find) =>
        find(RabbitTransport).isReady() ? Promise.resolve() : Promise.reject(new BrokerUnavailableError()),
    },
    start: async (app) => {
      app.connectMicroservice({ strategy: app.get(RabbitTransport) });
      await app.startAllMicroservices();
    },
    stop: (find) => find(RabbitTransport).stopConsuming(),
    unsentMessages: (find, run) => find(OutboxStatus).unsentMessages(run),
  };
}
