import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { correlationId, getLogger } from '@throughline/tracing';
import type { FastifyReply } from 'fastify';
import { problemOf, retryAfterOf } from './problem-of.js';

const log = getLogger('http');

/** Turns every error of a request into problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (problem.status >= 500) recordFault(error, problem.code);
    // A stream that has begun has its status already: all that is left is to end it.
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const traceId = trace.getActiveSpan()?.spanContext().traceId;
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(retryAfter)));
    reply
      .code(problem.status)
      .type('application/problem+json')
      .send({ ...problem, ...(traceId === undefined ? {} : { traceId }), correlationId: correlationId() });
  }
}

function recordFault(error: unknown, code: string): void {
  const fault = error instanceof Error ? error : new Error(String(error));
  const span = trace.getActiveSpan();
  span?.recordException(fault);
  span?.setAttribute('error.type', code);
  span?.setStatus({ code: SpanStatusCode.ERROR, message: code });
  log.error({ err: fault, code }, 'a request failed');
}
