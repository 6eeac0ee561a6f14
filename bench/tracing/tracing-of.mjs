import { createRequire } from 'node:module';

const NOTHING = { flush: async () => undefined, counts: async () => ({ created: 0, dropped: 0 }) };

/** How the tracing of this process is flushed and what it says of its spans. */
export async function tracingOf(variant) {
  if (variant.startsWith('official') && globalThis.officialSpans !== undefined) return official();
  if (variant.startsWith('ours') && variant !== 'ours off') return ours();
  return NOTHING;
}

function official() {
  const { trace } = createRequire(import.meta.url)('@opentelemetry/api');
  const provider = trace.getTracerProvider().getDelegate();
  return { flush: () => provider.forceFlush?.(), counts: async () => ({ ...globalThis.officialSpans }) };
}

async function ours() {
  const { initializeTracing, metricsText } = await import('../../libs/tracing/dist/index.js');
  const handle = initializeTracing();
  return { flush: () => handle.flush(), counts: async () => countsOf(await metricsText()) };
}

/** Recorded spans: those that were sampled out are counted among the created ones. */
function countsOf(text) {
  const sum = (name) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, 'gm'))].reduce(
      (total, [, value]) => total + Number(value),
      0,
    );
  return {
    created: sum('spans_created_total') - sum('spans_sampled_out_total'),
    dropped: sum('spans_dropped_total'),
  };
}
