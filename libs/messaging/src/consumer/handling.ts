import type { Link } from '@throughline/tracing/api';
import type { UnitOfWork } from '@throughline/persistence';
import { ConsumerSpan } from './consumer-span.js';
import type { ReceivedMessage } from './received-message.js';

/** One handling of one message, with its span. */
export class Handling {
  private readonly links: Link[];
  private readonly spanId: string;
  private span: ConsumerSpan | undefined;

  constructor(
    readonly message: ReceivedMessage,
    attemptNo: 0 | 1,
  ) {
    this.links = message.delivery.linksBefore();
    this.spanId = message.delivery.nextSpanId(attemptNo);
  }

  link(): Link[] {
    const spanContext = this.message.delivery.contextOf(this.spanId);
    return spanContext === undefined ? [] : [{ context: spanContext }];
  }

  run(work: UnitOfWork): Promise<void> {
    const { delivery, body } = this.message;
    return this.begin().during(() => delivery.binding.handle(body, work));
  }

  /** The message has been handled before. */
  skipDuplicate(): void {
    const span = this.begin();
    span.markDuplicate();
    span.over();
  }

  /** Handling it together with others is over. */
  overTogether(failure?: { readonly error: unknown }): void {
    this.span?.over(failure);
  }

  end(committed: boolean): void {
    this.span?.end(committed);
  }

  /** Begins its span, if it has none. */
  begin(): ConsumerSpan {
    this.span ??= ConsumerSpan.start(this.message.delivery, this.spanId, this.links);
    return this.span;
  }
}
