import type { RunEvent } from '@throughline/contracts';
import { withoutTracing } from '@throughline/tracing';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';

/** Milliseconds after which a silent stream says that it lives. */
const HEARTBEAT_MS = 10_000;

/** An event with the id after which a listener goes on; without an event, only that id. */
export interface EventFrame {
  readonly id: string;
  readonly event?: RunEvent;
}

/** Answers with the events that `follow` gives, until there are no more or the listener has left. */
export async function answerWithEvents(
  reply: FastifyReply,
  follow: (left: AbortSignal) => AsyncGenerator<EventFrame>,
): Promise<void> {
  await withoutTracing(async () => {
    const left = new AbortController();
    reply.raw.on('close', () => {
      left.abort();
    });
    const body = Readable.from(frames(follow(left.signal), left.signal));
    await reply.header('content-type', 'text/event-stream').header('cache-control', 'no-store').send(body);
  });
}

/** Server-sent events, with a comment where nothing has happened for a while. */
async function* frames(events: AsyncGenerator<EventFrame>, left: AbortSignal): AsyncGenerator<string> {
  yield ': connected\n\n';
  let next = events.next();
  while (!left.aborted) {
    const frame = await withinHeartbeat(next);
    if (frame === undefined) {
      yield ': alive\n\n';
      continue;
    }
    if (frame.done === true) return;
    yield textOf(frame.value);
    next = events.next();
  }
}

/** A position is for who has heard nothing yet and has to come back. */
const textOf = ({ id, event }: EventFrame): string =>
  `id: ${id}\nevent: ${event?.kind ?? 'position'}\ndata: ${JSON.stringify(event ?? {})}\n\n`;

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
