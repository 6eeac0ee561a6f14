import { Controller } from '@nestjs/common';
import type { UnitOfWork } from '@throughline/persistence';
import { ConsumesTogether } from '../consumer/consumes.decorator.js';
import { NumberAdded } from './test-messages.js';

/** Stores numbers as many at a time as there are. */
@Controller()
export class HeapController {
  @ConsumesTogether(NumberAdded)
  async onNumbers(messages: readonly NumberAdded[], work: UnitOfWork): Promise<void> {
    const values = messages.map(({ value }) => value);
    await work.manager.query('INSERT INTO numbers SELECT * FROM unnest($1::int[])', [values]);
  }
}
