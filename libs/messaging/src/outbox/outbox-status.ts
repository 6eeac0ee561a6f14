import { Injectable } from '@nestjs/common';
import { asDatabaseError } from '@throughline/persistence';
import { withoutTracing } from '@throughline/tracing';
import { OutboxRows } from './outbox-rows.js';

/** What settling asks of messaging. */
@Injectable()
export class OutboxStatus {
  constructor(private readonly rows: OutboxRows) {}

  /** Messages of the run that the broker has not confirmed, or whose PRODUCER span is not in the journal yet. */
  unsentMessages(runId: string): Promise<number> {
    return withoutTracing(() => this.rows.countOfRun(runId)).catch((error: unknown) => {
      throw asDatabaseError(error);
    });
  }
}
