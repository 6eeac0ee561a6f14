import type { ModelReader } from './model-reader.js';
import type { Variables } from './variables.js';

const KNOWN: readonly string[] = ['tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'none'];

/** `propagator`; where it is left out, the specification wants none. */
export function declaredPropagator(propagator: ModelReader | undefined, variables: Variables): void {
  const composed = propagator?.list('composite').map((each) => each.kind().name) ?? [];
  const listed = (propagator?.text('composite_list') ?? '').split(',').map((name) => name.trim());
  const names = [...new Set([...composed, ...listed])].filter((name) => name !== '');
  const stranger = names.find((name) => !KNOWN.includes(name));
  if (stranger !== undefined)
    throw new RangeError(`propagator.composite must be of ${KNOWN.join(', ')}, but names ${stranger}`);
  variables.set('OTEL_PROPAGATORS', names.join(',') || 'none', 'propagator');
}
