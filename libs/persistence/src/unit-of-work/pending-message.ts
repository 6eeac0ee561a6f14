import { type Context, context, ROOT_CONTEXT, trace } from '@throughline/tracing/api';
import {
  MAX_MESSAGE_BYTES,
  type MessageClass,
  type RunId,
  type RunMessage,
  ThroughlineError,
} from '@throughline/contracts';
import { captureContext, newSpanId, runContext, type TraceCarrier } from '@throughline/tracing';
import { v7 } from 'uuid';
import { storableJson } from '../database/storable.js';

/** A message that is published if its unit of work commits. */
export interface PendingMessage {
  /** UUIDv7; the key of its inbox row at every consumer. */
  readonly id: string;
  readonly runId: RunId;
  readonly messageClass: MessageClass;
  /** Its body as it goes over the wire. */
  readonly payload: string;
  /** Id of its PRODUCER span, chosen here so that the span can be made once the broker has the message. */
  readonly spanId: string;
  /** Context of the PRODUCER span's parent. */
  readonly parent: TraceCarrier;
  /** What it was published in, where that is not its parent: the PRODUCER span is linked to it. */
  readonly cause: TraceCarrier | null;
  /** Context of the PRODUCER span itself: what travels with the message. */
  readonly carrier: TraceCarrier;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

/** @throws {ThroughlineError} `message_too_large`, or `message_class_unknown` for what is no message */
export function pendingMessage(message: RunMessage<unknown>, given?: Context): PendingMessage {
  const messageClass: unknown = message.constructor;
  if (!isMessageClass(messageClass)) throw notAMessage(message);
  // Whoever receives it stores some of it.
  const payload = storableJson(message);
  assertSize(payload, messageClass.messageType);
  const spanId = newSpanId();
  const parent = given ?? currentParent(message.runId);
  return {
    id: v7(),
    runId: message.runId,
    messageClass,
    payload,
    spanId,
    parent: captureContext(parent),
    cause: causeOf(parent),
    carrier: captureContext(producerContext(parent, spanId)),
    publishedAt: Date.now(),
  };
}

/** What is active, or the run itself where nothing is traced: a timer, the reconciler. */
function currentParent(runId: RunId): Context {
  const active = context.active();
  return captureContext(active).traceparent === undefined ? runContext(runId) : active;
}

function causeOf(parent: Context): TraceCarrier | null {
  const active = trace.getSpanContext(context.active());
  if (active === undefined || active.spanId === trace.getSpanContext(parent)?.spanId) return null;
  return captureContext(trace.setSpanContext(ROOT_CONTEXT, active));
}

function producerContext(parent: Context, spanId: string): Context {
  const span = trace.getSpanContext(parent);
  return span === undefined ? parent : trace.setSpanContext(parent, { ...span, spanId });
}

function isMessageClass(value: unknown): value is MessageClass {
  return (
    typeof value === 'function' &&
    'messageType' in value &&
    typeof value.messageType === 'string' &&
    'kind' in value &&
    (value.kind === 'command' || value.kind === 'event')
  );
}

function notAMessage(message: object): ThroughlineError {
  const text = `${message.constructor.name} is no message: publish an instance of a message class of contracts`;
  return new ThroughlineError('message_class_unknown', 'internal', text);
}

function assertSize(payload: string, messageType: string): void {
  const bytes = Buffer.byteLength(payload);
  if (bytes <= MAX_MESSAGE_BYTES) return;
  const text = `${messageType} has ${bytes} bytes, but at most ${MAX_MESSAGE_BYTES} are allowed. Pass larger things by reference`;
  throw new ThroughlineError('message_too_large', 'refused', text, { fields: { messageType, bytes } });
}
