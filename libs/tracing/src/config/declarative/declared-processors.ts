import { declaredExporter } from './declared-exporter.js';
import type { ModelReader } from './model-reader.js';
import type { Variables } from './variables.js';

/** `tracer_provider.processors`: one or several exporters, which share the size of their batches and queues. */
export function declaredProcessors(processors: readonly ModelReader[], variables: Variables): void {
  const names = processors.map((processor) => {
    const { name, below } = processor.kind();
    if (name === 'batch') batch(below, variables);
    else if (name === 'simple') atOnce(below, variables);
    else throw new RangeError(`${below.path} is not supported by @throughline/tracing`);
    const exporter = below.section('exporter');
    if (exporter === undefined) throw below.refused('exporter', 'is missing');
    return declaredExporter(exporter, variables);
  });
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new RangeError(
      `tracer_provider.processors must name ${twice} once: there is one receiver of each kind`,
    );
  variables.set('OTEL_TRACES_EXPORTER', names.join(',') || 'none', 'tracer_provider.processors');
}

function batch(below: ModelReader, variables: Variables): void {
  const delay = below.number('schedule_delay');
  variables.set('OTEL_BSP_SCHEDULE_DELAY', delay === '0' ? '1' : delay, below.at('schedule_delay'));
  variables.set('OTEL_BSP_EXPORT_TIMEOUT', below.time('export_timeout'), below.at('export_timeout'));
  variables.set('OTEL_BSP_MAX_QUEUE_SIZE', below.number('max_queue_size'), below.at('max_queue_size'));
  variables.set(
    'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
    below.number('max_export_batch_size') ?? '512',
    below.at('max_export_batch_size'),
  );
}

/** Each span when it ends: batches of one. */
function atOnce(below: ModelReader, variables: Variables): void {
  variables.set('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '1', below.path);
}
