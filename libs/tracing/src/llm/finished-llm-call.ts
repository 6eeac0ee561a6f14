import { type Attributes, SpanKind } from '@opentelemetry/api';
import { counter } from '../metrics/instruments.js';
import { errorTypeOf } from '../spans/failure.js';
import { recordFinishedOperation } from '../spans/finished-operation.js';
import { recordOperationDuration } from './gen-ai-metrics.js';
import { llmAttributes } from './llm-attributes.js';
import { countLlmTokens } from './llm-metrics.js';
import { usageAttributes } from './llm-usage.js';
import { providerOfModel } from './provider-of-model.js';
import { type TokenUsage, tokenUsageOf } from './token-usage.js';

/** A call to a model that is over. */
export interface FinishedLlmCall {
  readonly model: string;
  /** Seconds that it took. */
  readonly duration: number;
  /** Default: told from the model's name, else `_OTHER`. */
  readonly provider?: string;
  /** Default: chat. */
  readonly operation?: string;
  /** Characters of what was asked, and of the answer; never what they are. */
  readonly promptLength?: number;
  /** Characters of the answer. */
  readonly responseLength?: number;
  /** As the provider reports it: `prompt_tokens`, `input_tokens`, `inputTokens`, … */
  readonly tokenUsage?: TokenUsage;
  /** The same by its other name. */
  readonly token_usage?: TokenUsage;
  /** Why it failed, as an error or a text; without one it was well. */
  readonly error?: unknown;
  readonly attributes?: Attributes;
}

/** The span, the counts and the times of a call that is over. */
export function recordFinishedLlmCall(finished: FinishedLlmCall): void {
  const { model, duration, error, operation = 'chat', provider = providerOfModel(model) } = finished;
  const call = { model, provider, operation };
  const usage = tokenUsageOf(finished.tokenUsage ?? finished.token_usage ?? {});
  const hasFailed = error !== undefined && error !== null;
  recordFinishedOperation(`${operation} ${model}`, {
    kind: SpanKind.CLIENT,
    duration,
    error,
    attributes: {
      ...llmAttributes({ ...call, ...lengths(finished) }),
      ...usageAttributes({ ...usage, ...responseLength(finished) }),
      ...finished.attributes,
    },
  });
  counter('llm_requests_total', 'Calls to models').add(1, {
    model,
    provider,
    status: hasFailed ? 'error' : 'ok',
  });
  recordOperationDuration(call, duration, hasFailed ? errorTypeOf(error) : undefined);
  countLlmTokens(call, usage);
}

const lengths = ({ promptLength }: FinishedLlmCall): { promptLength?: number } =>
  promptLength === undefined ? {} : { promptLength };

const responseLength = (finished: FinishedLlmCall): { responseLength?: number } =>
  finished.responseLength === undefined ? {} : { responseLength: finished.responseLength };
