import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { AllEventsQuery } from '@throughline/contracts';
import { withoutTracing } from '@throughline/tracing';
import type { FastifyReply } from 'fastify';
import { AllEvents } from './all-events.service.js';
import { answerWithEvents } from './event-frames.js';
import { UnknownEventError } from './event.errors.js';
import { FIRST_POSITION, formatPosition, parsePosition } from './event-position.js';

@Controller('v1/events')
export class AllEventsController {
  constructor(private readonly events: AllEvents) {}

  /** What happens in all runs: after `Last-Event-ID`, else from the first event, else from now on. */
  @Get()
  async stream(
    @Query() { from }: AllEventsQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const given = lastEventId === undefined || lastEventId === '' ? undefined : parsePosition(lastEventId);
    const after =
      given ?? (from === 'start' ? FIRST_POSITION : await withoutTracing(() => this.events.now()));
    if (given !== undefined && !(await withoutTracing(() => this.events.knows(given))))
      throw new UnknownEventError(formatPosition(given));
    await answerWithEvents(reply, (left) => this.events.follow(after, left));
  }
}
