import {
  attemptContext,
  attemptSpanIdOf,
  correlationId,
  exportDerivedSpan,
  getLogger,
  journalOf,
  newSpanId,
  recordFailure,
  recordFixedSpan,
  rootSpanIdOf,
  runContext,
  startFixedSpan,
  startTogether,
  traceAsyncOperation,
  traceIdOf,
} from '@throughline/tracing';
import { context } from '@throughline/tracing/api';

const runId = '0199a6c2-7f3a-7cc1-9d52-3a1f0c2b4d5e'; // a UUIDv7: its bits are the trace's id
const begun = Date.now();

// Anything of the run, in whatever process: its root is named before it exists.
await traceAsyncOperation('runs.plan', {}, () => Promise.resolve(), { context: runContext(runId) });

// One attempt at a task of it; what happens in it has the task and the number.
await context.with(attemptContext(runId, 'task-1', 1), () =>
  traceAsyncOperation('runs.work', {}, () => {
    getLogger('runs').info({ correlation: correlationId() }, 'working');
    return Promise.resolve();
  }),
);

// A span whose id others know already.
const message = startFixedSpan('runs.send', { spanId: newSpanId(), context: runContext(runId) });
recordFailure(message, new Error('the broker is away'));
message.end();

// The same, when it is over already; and many at once, which are written to the journal in one go.
const sent = { spanId: newSpanId(), context: runContext(runId), startTime: begun };
recordFixedSpan('runs.send', sent);
const [first, second] = startTogether(() =>
  [newSpanId(), newSpanId()].map((spanId) =>
    startFixedSpan('runs.step', { spanId, context: runContext(runId) }),
  ),
);
first?.end();
second?.end();

// Spans that were in no process: their owner keeps begin and end in its database, and exports them when they are over.
const times = { startTime: begun, endTime: Date.now() };
const attempt = { runId, spanId: attemptSpanIdOf(runId, 'task-1', 1), parentSpanId: rootSpanIdOf(runId) };
await exportDerivedSpan({ ...attempt, ...times, name: 'runs.attempt' });
await exportDerivedSpan({ runId, spanId: rootSpanIdOf(runId), ...times, name: 'run' });

await journalOf(traceIdOf(runId)); // which spans this service has made, and how many are still open
