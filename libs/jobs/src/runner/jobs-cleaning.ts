import { Injectable } from '@nestjs/common';
import { Retention } from '@throughline/persistence';
import { JobRows } from '../queue/job-rows.js';

const KEEP_DAYS = 30;

/** Forgets ended jobs after a month. Until then their keys still stop the same work from being done twice. */
@Injectable()
export class JobsCleaning extends Retention {
  constructor(rows: JobRows) {
    super({ what: 'ended jobs', batchSize: 1_000, forget: (count) => rows.forget(KEEP_DAYS, count) });
  }
}
