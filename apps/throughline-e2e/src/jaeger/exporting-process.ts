// A process that makes one trace with everything that a span can have, exports it, and prints the trace's id.
import { traceAsyncOperation, traceOperation, initializeTracing } from '@throughline/tracing';
import { SpanKind, SpanStatusCode, trace } from '@throughline/tracing/api';

const tracing = initializeTracing();
const linked = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };

/** Long enough for every receiver's clock: Zipkin counts in microseconds. */
async function work(): Promise<string> {
  const span = trace.getActiveSpan();
  span?.setAttributes({ 'user.id': 'user-7', 'constitutional-hash': 'cdd01ef066bc6cf2' });
  span?.addEvent('cache.miss', { 'cache.key': 'orders' });
  const links = [{ context: linked, attributes: { 'link.why': 'retry' } }];
  const attributes = { count: 3, ratio: 0.5, good: true, names: ['a', 'b'] };
  await traceAsyncOperation('shop.reserve', attributes, () => Promise.resolve(), {
    kind: SpanKind.CLIENT,
    links,
  });
  try {
    traceOperation('circuit_breaker.git', { 'circuit_breaker.opened': true }, () => {
      throw new Error('the breaker is open');
    });
  } catch {
    span?.setStatus({ code: SpanStatusCode.OK });
  }
  return span?.spanContext().traceId ?? '';
}

const traceId = await traceAsyncOperation('shop.order', {}, work, { kind: SpanKind.SERVER });
await tracing.shutdown();
process.stdout.write(`${traceId}\n`);
