import { Controller } from '@nestjs/common';
import { DeadLetterMoved } from '@throughline/contracts';
import { type Span, trace } from '@throughline/tracing/api';
import { Consumes } from '../consumer/consumes.decorator.js';

/** Hears what is said of dead letters. */
@Controller()
export class DeadLetterWords {
  readonly heard: DeadLetterMoved[] = [];
  readonly spans: Span[] = [];

  @Consumes(DeadLetterMoved)
  onDeadLetterMoved(message: DeadLetterMoved): Promise<void> {
    this.heard.push(message);
    const span = trace.getActiveSpan();
    if (span !== undefined) this.spans.push(span);
    return Promise.resolve();
  }
}
