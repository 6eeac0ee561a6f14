import { SpanStatusCode, trace } from '@throughline/tracing/api';
import { ThroughlineError } from '@throughline/contracts';
import { captureRequestError, correlationId, getLogger } from '@throughline/tracing';
import type { FastifyReply } from 'fastify';
import { problemOf, retryAfterOf } from './problem-of.js';

const log = getLogger('http');

/** Answers with problem+json. A fault of ours is recorded on the span and in the log. */
export function sendProblem(reply: FastifyReply, error: unknown): void {
  const problem = problemOf(error);
  captureRequestError(error, problem.status, { code: problem.code });
  if (problem.status >= 500) recordFault(error, problem.code);
  // An answer that has begun has its status already: all that is left is to end it.
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(retryAfter)));
  void reply
    .code(problem.status)
    .type('application/problem+json')
    .send({
      ...problem,
      ...(traceId === undefined ? {} : { traceId }),
      correlationId: String(reply.getHeader('x-correlation-id') ?? correlationId()),
    });
}

function recordFault(error: unknown, code: string): void {
  const fault = error instanceof Error ? error : new Error(String(error));
  const span = trace.getActiveSpan();
  span?.recordException(fault);
  span?.setAttributes({ 'error.type': code, error: true });
  span?.setStatus({ code: SpanStatusCode.ERROR, message: code });
  // What is away now and may come back is news, not a fault: no stack tells more of it.
  if (error instanceof ThroughlineError && error.retryable) {
    log.warn({ code, reason: error.message }, 'a request could not be answered now');
  } else log.error({ error: fault, code }, 'a request failed');
}
