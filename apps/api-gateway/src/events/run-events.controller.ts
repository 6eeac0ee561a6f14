import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import type { RunId } from '@throughline/contracts';
import type { FastifyReply } from 'fastify';
import { RunIdPipe } from '../runs/run-id.pipe.js';
import { parseLastEventId } from './event.errors.js';
import { answerWithStream } from './event-stream-answer.js';
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
    const path = `/v1/runs/${id}/events`;
    await answerWithStream(reply, await this.streams.open(path, parseLastEventId(lastEventId)));
  }
}
