import { type Context, type Link, type SpanContext, trace } from '@throughline/tracing/api';
import { InvalidInputError } from '@throughline/contracts';
import {
  compareConstitutionalHash,
  deliverySpanIdOf,
  type HashCheck,
  newSpanId,
  restoreContext,
} from '@throughline/tracing';
import type { Channel, ConsumeMessage } from 'amqplib';
import { parseMessage } from '../wire/parse-message.js';
import {
  carrierIn,
  LAST_SPAN_HEADER,
  numberHeader,
  REDRIVES_HEADER,
  RETRIES_HEADER,
  stringHeader,
} from '../wire/headers.js';
import type { HandlerBinding } from './handler-binding.js';
import { PolicyMismatchError } from './policy-mismatch.error.js';

/** More than the broker's delivery limit, so that counts of different retries never meet. */
const COUNTS_PER_RETRY = 1_000;
/** More than a message is ever retried in an outage: a thousand years, every thirty seconds. */
const COUNTS_PER_REDRIVE = 1_000_000_000_000;
/** Deliveries without an answer after which a message is handled with care. */
const OFTEN = 3;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One message as the broker has handed it to us, until it is answered. */
export class Delivery {
  /** Failed tries that went through a retry queue. */
  readonly retries: number;
  /** How often it has been sent again from the dead letters. */
  readonly redrives: number;
  /** Context of the sender's PRODUCER span, with its baggage. */
  readonly parent: Context;
  /** Whether the sender works under our policy. */
  readonly policy: HashCheck;
  private readonly count: number;
  private readonly usedSpanIds: string[] = [];

  constructor(
    readonly binding: HandlerBinding,
    readonly raw: ConsumeMessage,
    private readonly channel: Channel,
  ) {
    const headers = raw.properties.headers ?? {};
    this.retries = numberHeader(headers, RETRIES_HEADER);
    this.redrives = numberHeader(headers, REDRIVES_HEADER);
    this.count = numberHeader(headers, 'x-delivery-count');
    this.parent = restoreContext(carrierIn(headers));
    this.policy = compareConstitutionalHash(headers, this.parent);
  }

  get queue(): string {
    return this.binding.queue;
  }

  /** Came back so often that it may be what takes its processes down. */
  get isSuspect(): boolean {
    return this.count >= OFTEN;
  }

  get messageId(): string {
    return String(this.raw.properties.messageId);
  }

  get traceId(): string | undefined {
    return trace.getSpanContext(this.parent)?.traceId;
  }

  /** @throws {PolicyMismatchError} in strict mode @throws {InvalidInputError} */
  parse(): object {
    if (this.policy.refusal !== undefined) throw new PolicyMismatchError(this.policy.refusal);
    if (!UUID.test(this.messageId))
      throw new InvalidInputError('A message came without a UUID as its message id');
    return parseMessage(this.binding.messageClass, this.raw.content.toString('utf8'));
  }

  /** The id of the span of the next handling. Derived, unless that one cannot be told from an earlier handling. */
  nextSpanId(attemptNo: 0 | 1): string {
    const derived = this.spanIdOf(this.countedDelivery, attemptNo);
    const isAmbiguous = this.raw.fields.redelivered && this.count === 0;
    const id = isAmbiguous || this.usedSpanIds.includes(derived) ? newSpanId() : derived;
    this.usedSpanIds.push(id);
    return id;
  }

  /** Link to the handling before this one: here, or of the delivery before. */
  linksBefore(): Link[] {
    const before = this.usedSpanIds.at(-1) ?? this.spanIdOfDeliveryBefore();
    const parent = trace.getSpanContext(this.parent);
    return before === undefined || parent === undefined ? [] : [{ context: { ...parent, spanId: before } }];
  }

  contextOf(spanId: string): SpanContext | undefined {
    const parent = trace.getSpanContext(this.parent);
    return parent && { ...parent, spanId };
  }

  /** @param allBefore with it everything that came before on its channel, which must all be answered or handled */
  ack(allBefore = false): void {
    try {
      this.channel.ack(this.raw, allBefore);
    } catch {
      // The channel is gone: the broker delivers again, and the inbox knows the message.
    }
  }

  private get countedDelivery(): number {
    return this.redrives * COUNTS_PER_REDRIVE + this.retries * COUNTS_PER_RETRY + this.count;
  }

  private spanIdOfDeliveryBefore(): string | undefined {
    if (this.count > 0) return this.spanIdOf(this.countedDelivery - 1, 0);
    if (this.raw.fields.redelivered) return this.spanIdOf(this.countedDelivery, 0);
    return stringHeader(this.raw.properties.headers ?? {}, LAST_SPAN_HEADER);
  }

  private spanIdOf(count: number, attemptNo: 0 | 1): string {
    return deliverySpanIdOf(this.messageId, this.queue, count, attemptNo);
  }

  /** Span id of the latest handling, for the headers of a copy that is handled later. */
  get lastSpanId(): string | undefined {
    return this.usedSpanIds.at(-1);
  }
}
