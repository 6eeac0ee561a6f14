import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { trace } from '@opentelemetry/api';
import { knownCorrelationId } from '../context/correlation.js';
import { CORRELATION_HEADER } from '../context/names.js';
import { type ConstitutionalHashError, compareConstitutionalHash } from './hash-check.js';

const STATUS = 412;

/**
 * Middleware for Nest, Express, Connect and middie: compares the hash of each request, marks its span, and in strict
 * mode answers one with another hash with 412 and `application/problem+json` (RFC 9457). `TracingModule` puts it in.
 */
export function constitutionalHashMiddleware(
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
): void {
  const { verdict, refusal, attributes } = compareConstitutionalHash(request.headers);
  if (verdict === 'unchecked') {
    next();
    return;
  }
  trace.getActiveSpan()?.setAttributes(attributes);
  if (refusal === undefined) next();
  else refuse(response, refusal);
}

function refuse(response: ServerResponse, refusal: ConstitutionalHashError): void {
  const correlationId = knownCorrelationId();
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  const problem = {
    type: `urn:throughline:error:${refusal.code}`,
    title: STATUS_CODES[STATUS],
    status: STATUS,
    detail: refusal.message,
    code: refusal.code,
    retryable: false,
    ...(traceId === undefined ? {} : { traceId }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
  trace.getActiveSpan()?.setAttribute('error.type', refusal.code);
  if (correlationId !== undefined && !response.hasHeader(CORRELATION_HEADER))
    response.setHeader(CORRELATION_HEADER, correlationId);
  response.writeHead(STATUS, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
}
