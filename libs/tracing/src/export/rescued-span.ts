import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { RESCUED } from '../sampling/error-rescue.js';
import { recordOf, storedSpan } from './stored-span.js';

/** A span of a trace that was sampled out, as one that is exported: it says so, for no ratio tells how many it stands for. */
export function rescuedSpan(span: ReadableSpan): ReadableSpan {
  const record = recordOf(span);
  return storedSpan({ ...record, attributes: { ...record.attributes, [RESCUED]: true } }, span.resource);
}
