import { type Context, context, propagation, ROOT_CONTEXT, trace } from '@throughline/tracing/api';
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
  /** As it was published. */
  readonly message: RunMessage<unknown>;
  /** Its body as it goes over the wire. */
  readonly payload: string;
  /** Id of its PRODUCER span, chosen here so that the span can be made once the broker has the message. */
  readonly spanId: string;
  /** Context of the PRODUCER span's parent. */
  readonly parent: TraceCarrier;
  /** The same, as long as it is in memory. */
  readonly parentContext: Context;
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
  const { context: parentContext, carrier: parent } = parentOf(message.runId, given);
  return {
    id: v7(),
    runId: message.runId,
    messageClass,
    message,
    payload,
    spanId,
    parent,
    parentContext,
    cause: causeOf(parentContext),
    carrier: withSpan(parent, spanId),
    publishedAt: Date.now(),
  };
}

interface Parent {
  readonly context: Context;
  readonly carrier: TraceCarrier;
}

/** What is given, else what is active, else the run itself where nothing is traced: a timer, the reconciler. */
function parentOf(runId: RunId, given?: Context): Parent {
  const parent = given ?? context.active();
  const carrier = captureContext(parent);
  if (given === undefined && carrier.traceparent === undefined) return parentOf(runId, runContext(runId));
  return { context: withoutWork(parent), carrier };
}

/** Only what the PRODUCER span needs of it: it is made later, when the work around its publishing is over. */
function withoutWork(parent: Context): Context {
  const span = trace.getSpanContext(parent);
  const baggage = propagation.getBaggage(parent);
  const bare =
    span === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...span, isRemote: true });
  return baggage === undefined ? bare : propagation.setBaggage(bare, baggage);
}

/** The same context with another span: version, trace, span and flags stand in a `traceparent`. */
function withSpan(carrier: TraceCarrier, spanId: string): TraceCarrier {
  const { traceparent } = carrier;
  if (traceparent === undefined) return carrier;
  const [version, traceId, , flags] = traceparent.split('-');
  return { ...carrier, traceparent: `${version}-${traceId}-${spanId}-${flags}` };
}

function causeOf(parent: Context): TraceCarrier | null {
  const active = trace.getSpanContext(context.active());
  if (active === undefined || active.spanId === trace.getSpanContext(parent)?.spanId) return null;
  return captureContext(trace.setSpanContext(ROOT_CONTEXT, active));
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
