import type { Context } from '@throughline/tracing/api';
import type { MessageKind } from '@throughline/contracts';
import type { PendingMessage } from '@throughline/persistence';
import type { TraceCarrier } from '@throughline/tracing';

/** A message that has been committed and waits for the broker's confirmation: a row of the outbox. */
export interface OutgoingMessage {
  readonly id: string;
  readonly runId: string;
  readonly messageType: string;
  readonly kind: MessageKind;
  readonly payload: string;
  readonly spanId: string;
  readonly parent: TraceCarrier;
  /** The same as it was in memory; a row that was read has only the strings. */
  readonly parentContext?: Context;
  readonly cause: TraceCarrier | null;
  readonly carrier: TraceCarrier;
  readonly publishedAt: number;
}

export const outgoing = ({ messageClass, message: _message, ...rest }: PendingMessage): OutgoingMessage => ({
  ...rest,
  messageType: messageClass.messageType,
  kind: messageClass.kind,
});

/** Ids are UUIDv7: those of a process tell which came first. */
export const inOrderOfIds = (one: OutgoingMessage, other: OutgoingMessage): number =>
  one.id < other.id ? -1 : 1;
