import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  context as contexts,
} from '@opentelemetry/api';
import { captureException } from '../errors/capture.js';
import { getPropagationUtils } from '../propagation/propagation-utils.js';
import { recordFailure } from '../spans/failure.js';
import { startFixedSpan } from '../spans/fixed-span.js';
import { type DeliveredMessage, headersOf, isThenable } from './amqp-message.js';
import { type Consumption, describeDelivery } from './delivery-description.js';
import { deliveryIdentity } from './delivery-identity.js';
import { handlingContext } from './handling-context.js';

/** What became of a delivery. `unanswered`: its channel was closed before. */
export type Outcome = 'ack' | 'rejected' | 'requeued' | 'unanswered';

/** An answer that comes after the handler’s promise is waited for, but not for ever. */
const ANSWER_WITHIN_MS = 5_000;

const spans = new WeakMap<object, ConsumeSpan>();

/**
 * The CONSUMER span of a delivery. It is over when the handler is: when its promise is settled, and where it returns
 * none, when it answers the message.
 */
export class ConsumeSpan {
  private readonly context: Context;
  private holds = 0;
  private isAsync = false;
  private outcome: Outcome | undefined;
  private hasFailed = false;
  private isOpen = true;
  private settledAt: number | undefined;

  private constructor(
    private readonly span: Span,
    parent: Context,
    private readonly needsAnswer: boolean,
    private readonly onEnd: () => void,
  ) {
    this.context = handlingContext(parent, span);
  }

  static start(message: DeliveredMessage, consumption: Consumption, onEnd: () => void): ConsumeSpan {
    const parent = getPropagationUtils().extractAmqp(headersOf(message), ROOT_CONTEXT);
    const { spanId, links } = deliveryIdentity(message, consumption.queue, parent);
    const { name, attributes } = describeDelivery(message, consumption);
    const span = startFixedSpan(name, {
      spanId,
      links,
      attributes,
      context: parent,
      kind: SpanKind.CONSUMER,
    });
    const started = new ConsumeSpan(span, parent, consumption.needsAnswer, onEnd);
    spans.set(message, started);
    return started;
  }

  /** The span of a message that is being handled. */
  static of(message: unknown): ConsumeSpan | undefined {
    return typeof message === 'object' && message !== null ? spans.get(message) : undefined;
  }

  /** Runs the handler in the span. @throws what it throws */
  run(handler: () => unknown): unknown {
    const release = this.hold();
    try {
      return this.follow(contexts.with(this.context, handler));
    } catch (error) {
      this.failed(error);
      throw error;
    } finally {
      release();
    }
  }

  /** The result as it was, which the span waits for when it is a promise. */
  follow(result: unknown): unknown {
    if (!isThenable(result)) return result;
    const release = this.hold();
    this.isAsync = true;
    return this.settle(result, release);
  }

  /** Keeps the span open until what it returns is called. */
  hold(): () => void {
    this.holds++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.holds--;
      if (this.holds === 0) this.settled();
    };
  }

  /** The handler goes on after its callback has returned. */
  holdForHandler(): () => void {
    this.isAsync = true;
    return this.hold();
  }

  failed(error: unknown): void {
    if (!this.isOpen) return;
    this.hasFailed = true;
    recordFailure(this.span, error);
    contexts.with(this.context, () => captureException(error));
  }

  answered(outcome: Outcome): void {
    if (this.outcome !== undefined) return;
    this.outcome = outcome;
    if (this.holds === 0) this.end();
  }

  end(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    if (this.outcome !== undefined) this.recordOutcome(this.outcome);
    this.span.end(this.settledAt);
    this.onEnd();
  }

  private async settle(result: PromiseLike<unknown>, release: () => void): Promise<unknown> {
    try {
      return await result;
    } catch (error) {
      this.failed(error);
      throw error;
    } finally {
      release();
    }
  }

  private settled(): void {
    if (this.hasFailed || this.outcome !== undefined || !this.needsAnswer) return this.end();
    if (!this.isAsync) return;
    this.settledAt = Date.now();
    setTimeout(() => this.end(), ANSWER_WITHIN_MS).unref();
  }

  private recordOutcome(outcome: Outcome): void {
    this.span.setAttribute('throughline.message.outcome', outcome);
    if (outcome === 'ack' || this.hasFailed) return;
    this.span.setAttributes({ error: true, 'error.type': outcome });
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: `the message was ${outcome}` });
  }
}
