import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { InvalidInputError } from '@throughline/contracts';
import { withoutTracing } from '@throughline/tracing';
import type { FastifyReply } from 'fastify';
import { known } from '../runs/runs.controller.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { UnknownEventError } from './event.errors.js';
import { answerWithEvents } from './event-frames.js';
import { RunEvents } from './run-events.service.js';

@Controller('v1/runs')
export class RunEventsController {
  constructor(
    private readonly events: RunEvents,
    private readonly runs: RunsRepository,
  ) {}

  @Get(':id/events')
  async stream(
    @Param('id') text: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = known(text);
    const after = sequenceOf(lastEventId);
    await withoutTracing(() => this.runs.get(id));
    if (!(await withoutTracing(() => this.events.knows(after)))) throw new UnknownEventError(String(after));
    await answerWithEvents(reply, (left) => this.events.follow(id, after, left));
  }
}

function sequenceOf(lastEventId: string | undefined): bigint {
  if (lastEventId === undefined || lastEventId === '') return 0n;
  if (/^\d{1,18}$/.test(lastEventId)) return BigInt(lastEventId);
  throw new InvalidInputError('Last-Event-ID must be the id of an event of this stream: a whole number');
}
