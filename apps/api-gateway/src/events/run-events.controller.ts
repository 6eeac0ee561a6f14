import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import type { RunId } from '@throughline/contracts';
import type { FastifyReply } from 'fastify';
import { RunIdPipe } from '../runs/run-id.pipe.js';
import { parseLastEventId } from './event.errors.js';
import { EventStreams } from './event-streams.js';

@Controller('v1/runs/:id/events')
export class RunEventsController {
  constructor(private readonly streams: EventStreams) {}

  /** Server-sent events: what has happened in the run, and what happens. */
  @Get()
  async events(
    @Param('id', RunIdPipe) id: RunId,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const stream = await this.streams.open(id, parseLastEventId(lastEventId));
    await reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(stream);
  }
}
