import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Answers with server-sent events, which nobody on the way is to keep or to collect. */
export async function answerWithStream(reply: FastifyReply, stream: Readable): Promise<void> {
  await reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(stream);
}
