import { Controller } from '@nestjs/common';
import { context, trace } from '@throughline/tracing/api';
import { InvalidInputError } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';
import { Consumes, ConsumesTogether } from '../consumer/consumes.decorator.js';
import { AddNumber, NumberAdded } from './test-messages.js';

/** Stores all numbers that come together with one statement, and answers each. */
@Controller()
export class TogetherController {
  /** The sizes of what came together. */
  readonly sizes: number[] = [];
  /** Run and trace of each answer that came back. */
  readonly answers: { runId: string; traceId: string | undefined }[] = [];

  @ConsumesTogether(NumberAdded)
  async onNumbersAdded(messages: readonly NumberAdded[], work: UnitOfWork): Promise<void> {
    this.sizes.push(messages.length);
    const values = messages.map(({ value }) => value);
    await work.manager.query('INSERT INTO numbers (value) SELECT unnest($1::int[])', [values]);
    if (messages.some(({ behaviour }) => behaviour === 'invalid'))
      throw new InvalidInputError('one of the numbers is not to my liking');
    for (const { runId, value } of messages) work.publish(new AddNumber({ runId, value: value + 1000 }));
  }

  @Consumes(AddNumber)
  onAddNumber({ runId }: AddNumber): Promise<void> {
    this.answers.push({ runId, traceId: trace.getSpanContext(context.active())?.traceId });
    return Promise.resolve();
  }
}
