import { Injectable } from '@nestjs/common';
import { Retention } from '@throughline/persistence';
import { BegunHandlings } from './begun-handlings.js';

const KEEP_DAYS = 7;

/** Forgets handlings whose message has never come back. */
@Injectable()
export class BegunCleaning extends Retention {
  constructor(begun: BegunHandlings) {
    super({ what: 'begun handlings', batchSize: 1_000, forget: (count) => begun.forget(KEEP_DAYS, count) });
  }
}
