import { distribution } from '../metrics/instruments.js';

/**
 * Names of the metrics of model calls in the semantic conventions for GenAI, which are still moving: what of them a
 * version calls otherwise is changed here alone.
 */
export const GEN_AI_METRICS = {
  version: '1.41.1',
  tokenUsage: 'gen_ai.client.token.usage',
  operationDuration: 'gen_ai.client.operation.duration',
  timeToFirstChunk: 'gen_ai.client.operation.time_to_first_chunk',
} as const;

interface Operation {
  readonly provider: string;
  readonly model: string;
  readonly operation: string;
}

const TOKENS = Array.from({ length: 14 }, (_, i) => 4 ** i);
const SECONDS = Array.from({ length: 14 }, (_, i) => 0.01 * 2 ** i);

/** Seconds from the call to its end; `errorType` for one that failed. */
export function recordOperationDuration(call: Operation, seconds: number, errorType?: string): void {
  const labels = { ...labelsOf(call), ...(errorType === undefined ? {} : { 'error.type': errorType }) };
  distribution(GEN_AI_METRICS.operationDuration, {
    description: 'How long calls to models took',
    unit: 's',
    buckets: SECONDS,
  }).record(seconds, labels);
}

/** Seconds from the call to the first piece of a streamed answer. */
export function recordTimeToFirstChunk(call: Operation, seconds: number): void {
  distribution(GEN_AI_METRICS.timeToFirstChunk, {
    description: 'How long the first piece of a streamed answer took',
    unit: 's',
    buckets: SECONDS,
  }).record(seconds, labelsOf(call));
}

/** Tokens that one call has used; the input includes the cached ones. */
export function recordTokenUsage(call: Operation, type: 'input' | 'output', tokens: number): void {
  distribution(GEN_AI_METRICS.tokenUsage, {
    description: 'Tokens that calls to models have used',
    unit: '{token}',
    buckets: TOKENS,
  }).record(tokens, { ...labelsOf(call), 'gen_ai.token.type': type });
}

const labelsOf = ({ operation, provider, model }: Operation): Record<string, string> => ({
  'gen_ai.operation.name': operation,
  'gen_ai.provider.name': provider,
  'gen_ai.request.model': model,
});
