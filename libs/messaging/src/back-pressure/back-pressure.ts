import { Injectable } from '@nestjs/common';
import { ThroughlineError } from '@throughline/contracts';
import { Outbox } from '@throughline/persistence';
import { queueMaxWaiting } from '../settings.js';
import { QueueDepths } from './queue-depths.js';

const RETRY_AFTER_SECONDS = 10;

/**
 * Says no to new work while there is more than can be done. For whoever takes work in from outside, before anything is
 * begun for it; never for a handler, whose work makes queues shorter.
 */
@Injectable()
export class BackPressure {
  private readonly maxWaiting = queueMaxWaiting();

  constructor(
    private readonly depths: QueueDepths,
    private readonly outbox: Outbox,
  ) {}

  /** @throws {ThroughlineError} `queue_backlog`, or `broker_backlog` when the broker is away; either may pass soon */
  admit(): void {
    this.outbox.admit();
    const { deepest } = this.depths;
    if (deepest === undefined || deepest.waiting < this.maxWaiting) return;
    const { queue, waiting } = deepest;
    const text = `${String(waiting)} messages wait in ${queue}, so that no new work is taken in just now. Try again shortly`;
    throw new ThroughlineError('queue_backlog', 'unavailable', text, {
      fields: { queue, waiting },
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
}
