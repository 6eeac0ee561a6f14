import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { InvalidInputError, type RunEvent } from '@throughline/contracts';
import { withoutTracing } from '@throughline/tracing';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { known } from '../runs/runs.controller.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { RunEvents } from './run-events.service.js';

/** Milliseconds after which a silent stream says that it lives. */
const HEARTBEAT_MS = 10_000;

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
    await withoutTracing(async () => {
      await this.runs.get(id);
      const left = new AbortController();
      reply.raw.on('close', () => {
        left.abort();
      });
      const body = Readable.from(
        frames(this.events.follow(id, sequenceOf(lastEventId), left.signal), left.signal),
      );
      await reply.header('content-type', 'text/event-stream').header('cache-control', 'no-store').send(body);
    });
  }
}

function sequenceOf(lastEventId: string | undefined): bigint {
  if (lastEventId === undefined || lastEventId === '') return 0n;
  if (/^\d{1,18}$/.test(lastEventId)) return BigInt(lastEventId);
  throw new InvalidInputError('Last-Event-ID must be the id of an event of this stream: a whole number');
}

/** Server-sent events, with a comment where nothing has happened for a while. */
async function* frames(events: AsyncGenerator<RunEvent>, left: AbortSignal): AsyncGenerator<string> {
  yield ': connected\n\n';
  let next = events.next();
  while (!left.aborted) {
    const event = await withinHeartbeat(next);
    if (event === undefined) {
      yield ': alive\n\n';
      continue;
    }
    if (event.done === true) return;
    yield `id: ${String(event.value.sequence)}\nevent: ${event.value.kind}\ndata: ${JSON.stringify(event.value)}\n\n`;
    next = events.next();
  }
}

/** The next event, which comes at the latest when the listener has left; undefined while there is none. */
async function withinHeartbeat<T>(next: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined);
    }, HEARTBEAT_MS);
  });
  try {
    return await Promise.race([next, silence]);
  } finally {
    clearTimeout(timer);
  }
}
