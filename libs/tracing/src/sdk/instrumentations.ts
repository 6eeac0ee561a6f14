import type { Span } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { sanitizeQuery, spanNameOf, summarizeQuery } from '../database/query-summary.js';
import { type IncomingRequests, prepareIncomingRequest } from '../http/incoming-request.js';
import { noteOutgoingHost } from '../propagation/outgoing-host.js';
import { httpInstrumentation, pgInstrumentation, undiciInstrumentation } from './packages.js';

/** Spans without a line of code: HTTP in and out, Postgres. */
export function instrumentations(incoming: IncomingRequests): Instrumentation[] {
  const { HttpInstrumentation } = httpInstrumentation();
  const { UndiciInstrumentation } = undiciInstrumentation();
  const { PgInstrumentation } = pgInstrumentation();
  return [
    new HttpInstrumentation({
      ignoreIncomingRequestHook: (request) => prepareIncomingRequest(request, incoming),
      ignoreOutgoingRequestHook: ({ hostname, host }) => {
        noteOutgoingHost(hostname ?? host?.replace(/:\d+$/, '') ?? 'localhost');
        return false;
      },
    }),
    new UndiciInstrumentation({
      ignoreRequestHook: ({ origin }) => {
        noteOutgoingHost(URL.canParse(origin) ? new URL(origin).hostname : '');
        return false;
      },
    }),
    new PgInstrumentation({
      requireParentSpan: true,
      ignoreConnectSpans: true,
      enhancedDatabaseReporting: false,
      requestHook: (span, { query }) => describeQuery(span, query.text),
    }),
  ];
}

function describeQuery(span: Span, sql: string): void {
  if (!span.isRecording()) return;
  const summary = summarizeQuery(sql);
  const name = spanNameOf(summary);
  span.updateName(name);
  span.setAttributes({
    'db.operation.name': summary.operation,
    'db.query.summary': name,
    'db.query.text': sanitizeQuery(sql),
    ...(summary.table === undefined ? {} : { 'db.collection.name': summary.table }),
  });
}
