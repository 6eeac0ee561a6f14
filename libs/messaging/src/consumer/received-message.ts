import type { FaultSubjects } from '@throughline/resilience';
import type { Delivery } from './delivery.js';

/** A delivery whose body has the form of its class. */
export interface ReceivedMessage {
  readonly delivery: Delivery;
  readonly body: object;
}

/** For tests that kill the process where these messages are. */
export const typesOf =
  (messages: readonly ReceivedMessage[]): FaultSubjects =>
  () => [...new Set(messages.map(({ delivery }) => delivery.binding.messageClass.messageType))];
