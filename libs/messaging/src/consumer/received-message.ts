import type { Delivery } from './delivery.js';

/** A delivery whose body has the form of its class. */
export interface ReceivedMessage {
  readonly delivery: Delivery;
  readonly body: object;
}
