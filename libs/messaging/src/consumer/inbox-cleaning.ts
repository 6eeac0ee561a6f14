import { Injectable } from '@nestjs/common';
import { Retention } from '@throughline/persistence';
import { InboxRows } from './inbox-rows.js';

const KEEP_DAYS = 7;

/** Forgets handled messages after a week: nobody delivers them again by then. */
@Injectable()
export class InboxCleaning extends Retention {
  constructor(inbox: InboxRows) {
    super({ what: 'handled messages', batchSize: 10_000, forget: (count) => inbox.forget(KEEP_DAYS, count) });
  }
}
