import type { SpanLimits } from '@opentelemetry/sdk-trace';
import { type Environment, text } from '../config/readers.js';

const VALUE_LENGTH = 4096;
const COUNT = 128;

/** How much of a span is kept. @throws {RangeError} that names the variable */
export const spanLimits = (env: Environment): Required<SpanLimits> => ({
  attributeValueLengthLimit: limit(
    env,
    ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
    VALUE_LENGTH,
  ),
  attributeCountLimit: limit(env, ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'], COUNT),
  eventCountLimit: limit(env, ['OTEL_SPAN_EVENT_COUNT_LIMIT'], COUNT),
  linkCountLimit: limit(env, ['OTEL_SPAN_LINK_COUNT_LIMIT'], COUNT),
  attributePerEventCountLimit: limit(
    env,
    ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
    COUNT,
  ),
  attributePerLinkCountLimit: limit(
    env,
    ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'],
    COUNT,
  ),
});

/** The first of the variables that is set. A limit of none at all, 0, is one that the specification allows. */
function limit(env: Environment, names: readonly string[], otherwise: number): number {
  const name = names.find((each) => text(env, each) !== undefined);
  if (name === undefined) return otherwise;
  const value = Number(text(env, name));
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`${name} must be a whole number from 0 up, but is ${JSON.stringify(text(env, name))}`);
}
