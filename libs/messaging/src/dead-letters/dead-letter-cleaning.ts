import { Injectable } from '@nestjs/common';
import { Retention } from '@throughline/persistence';
import { DeadLetterRows } from './dead-letter-rows.js';

/** Forgets dead letters a month after they were decided about, and after three months without a decision. */
@Injectable()
export class DeadLetterCleaning extends Retention {
  constructor(rows: DeadLetterRows) {
    super({ what: 'dead letters', batchSize: 1_000, forget: (count) => rows.forget(count) });
  }
}
