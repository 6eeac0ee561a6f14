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

/** The spans that are to be exported: not those that were sampled out, or are held in case that their trace fails. */
function countsOf(text) {
  const sum = (name) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, 'gm'))].reduce(
      (total, [, value]) => total + Number(value),
      0,
    );
  const left = sum('spans_sampled_out_total') + sum('spans_held_for_rescue');
  return { created: sum('spans_created_total') - left, dropped: sum('spans_dropped_total') };
}
