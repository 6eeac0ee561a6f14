import { type ValidationOptions, validateTrace } from './validate-trace.js';
import type { TraceReport } from './trace-report.js';
import type { TraceSpan } from './trace-span.js';

/** Says whether received spans are one whole trace. */
export interface TraceValidator {
  /** Looks at roots, orphans, duplicates, names, attributes, times and secrets; `overallStatus` is the verdict. */
  readonly validateTrace: (spans: readonly TraceSpan[], options?: ValidationOptions) => TraceReport;
}

const validator: TraceValidator = { validateTrace };

/** The validator of traces. */
export const getValidator = (): TraceValidator => validator;
