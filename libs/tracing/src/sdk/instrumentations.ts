import type { Span } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Environment } from '../config/readers.js';
import { sanitizeQuery, spanNameOf, summarizeQuery } from '../database/query-summary.js';
import { type IncomingRequests, prepareIncomingRequest } from '../http/incoming-request.js';
import { amqpInstrumentation } from '../messaging/amqp-instrumentation.js';
import { childProcessInstrumentation } from '../process/child-process-instrumentation.js';
import { noteOutgoingHost } from '../propagation/outgoing-host.js';
import { type InstrumentationName, enabledInstrumentations } from './enabled-instrumentations.js';
import { httpInstrumentation, pgInstrumentation, undiciInstrumentation } from './packages.js';

type Making = (incoming: IncomingRequests) => Instrumentation;

/** Spans without a line of code: HTTP in and out, Postgres, RabbitMQ, child processes. */
const MAKING: Readonly<Record<InstrumentationName, Making>> = {
  http: (incoming) =>
    new (httpInstrumentation().HttpInstrumentation)({
      ignoreIncomingRequestHook: (request) => prepareIncomingRequest(request, incoming),
      ignoreOutgoingRequestHook: ({ hostname, host }) => {
        noteOutgoingHost(hostname ?? host?.replace(/:\d+$/, '') ?? 'localhost');
        return false;
      },
    }),
  undici: () =>
    new (undiciInstrumentation().UndiciInstrumentation)({
      ignoreRequestHook: ({ origin }) => {
        noteOutgoingHost(URL.canParse(origin) ? new URL(origin).hostname : '');
        return false;
      },
    }),
  pg: () =>
    new (pgInstrumentation().PgInstrumentation)({
      requireParentSpan: true,
      ignoreConnectSpans: true,
      enhancedDatabaseReporting: false,
      requestHook: (span, { query }) => describeQuery(span, query.text),
    }),
  amqplib: () => amqpInstrumentation(),
  child_process: () => childProcessInstrumentation(),
};

export const instrumentations = (incoming: IncomingRequests, env: Environment): Instrumentation[] =>
  enabledInstrumentations(env).map((name) => MAKING[name](incoming));

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
