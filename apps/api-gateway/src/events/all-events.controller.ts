import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { AllEventsQuery } from '@throughline/contracts';
import type { FastifyReply } from 'fastify';
import { answerWithStream } from './event-stream-answer.js';
import { EventStreams } from './event-streams.js';

@Controller('v1/events')
export class AllEventsController {
  constructor(private readonly streams: EventStreams) {}

  /** Server-sent events: what happens in all runs, from now on or, with `from=start`, from the first event. */
  @Get()
  async events(
    @Query() { from = 'now' }: AllEventsQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerWithStream(reply, await this.streams.open(`/v1/events?from=${from}`, lastEventId));
  }
}
