import { type Context, type Span, createContextKey, trace } from '@opentelemetry/api';

const HANDLING = createContextKey('throughline message handling');

interface Handling {
  readonly span: Span;
  /** Span that has sent the message. */
  readonly senderId: string | undefined;
}

/** The context of a message’s handler, below the span of its sender. */
export function handlingContext(parent: Context, span: Span): Context {
  const handling: Handling = { span, senderId: trace.getSpanContext(parent)?.spanId };
  return trace.setSpan(parent, span).setValue(HANDLING, handling);
}

/** The span in which the message of this sender is handled just now. */
export function handlingIn(context: Context, senderId: string | undefined): Span | undefined {
  const handling = context.getValue(HANDLING);
  return isHandling(handling) && handling.senderId === senderId ? handling.span : undefined;
}

const isHandling = (value: unknown): value is Handling =>
  typeof value === 'object' && value !== null && 'span' in value && 'senderId' in value;
