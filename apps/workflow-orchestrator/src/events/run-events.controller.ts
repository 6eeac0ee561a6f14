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
    const event = await Promise.race([next, silence(left)]);
    if (event === undefined) {
      yield ': alive\n\n';
      continue;
    }
    if (event.done === true) return;
    yield `id: ${String(event.value.sequence)}\nevent: ${event.value.kind}\ndata: ${JSON.stringify(event.value)}\n\n`;
    next = events.next();
  }
}

function silence(left: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(undefined);
    }, HEARTBEAT_MS);
    timer.unref();
    left.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve(undefined);
      },
      { once: true },
    );
  });
}
