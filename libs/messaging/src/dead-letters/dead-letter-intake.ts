import { type Span, trace } from '@throughline/tracing/api';
import { Injectable } from '@nestjs/common';
import { type UnitOfWork, UnitsOfWork } from '@throughline/persistence';
import { newSpanId, restoreContext } from '@throughline/tracing';
import type { ConsumeMessage } from 'amqplib';
import type { HandlerBinding } from '../consumer/handler-binding.js';
import { carrierIn, type Headers } from '../wire/headers.js';
import type { DeadLetter } from './dead-letter.js';
import { moved } from './dead-letter-moved.js';
import { DeadLetterRows } from './dead-letter-rows.js';
import { startDeadLetterSpan } from './dead-letter-span.js';
import { readDeadLetter } from './read-dead-letter.js';

/** Keeps a message that has died: its row, the end in its trace, and the word to its run, in one transaction. */
@Injectable()
export class DeadLetterIntake {
  constructor(
    private readonly units: UnitsOfWork,
    private readonly rows: DeadLetterRows,
  ) {}

  /** @param tries earlier ones with this delivery; each makes a span of its own */
  async store(
    { queue, messageClass }: HandlerBinding,
    message: ConsumeMessage,
    tries: number,
  ): Promise<void> {
    const headers: Headers = message.properties.headers ?? {};
    const read = readDeadLetter(queue, messageClass.messageType, message);
    const letter = tries === 0 ? read : { ...read, spanId: newSpanId() };
    let span: Span | undefined;
    try {
      await this.units.runOnce(async (work) => {
        // A copy of a death that is known changes nothing, and is no second end in the trace.
        if (!(await this.rows.store(work.manager, letter))) return;
        span = startDeadLetterSpan(letter, headers);
        await this.rows.note(work.manager, [letter.id], 'died', {
          by: '',
          reason: letter.cause,
          traceId: null,
        });
        this.tellRun(work, letter, headers, span);
      });
    } finally {
      span?.end();
    }
  }

  private tellRun(work: UnitOfWork, letter: DeadLetter, headers: Headers, span: Span | undefined): void {
    const message = moved(letter, 'died', null);
    if (message === undefined) return;
    const context = restoreContext(carrierIn(headers));
    work.publish(message, span === undefined ? {} : { parent: trace.setSpan(context, span) });
  }
}
