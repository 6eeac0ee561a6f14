import type { Checked } from './check-file.js';
import { itemsOf, textOf } from './checked-tree.js';

/** The strategies of the file as variables. @throws {RangeError} that names the key */
export function samplingOfFile(tree: Checked): Record<string, string> {
  const rules = itemsOf(tree, 'sampling', 'per_service_strategies').map(ruleOf);
  return {
    ...defaultStrategy(tree),
    ...(rules.length === 0 ? {} : { TRACE_SAMPLING_RULES: JSON.stringify(rules) }),
  };
}

function defaultStrategy(tree: Checked): Record<string, string> {
  const param = textOf(tree, 'sampling', 'default_strategy', 'param');
  switch (textOf(tree, 'sampling', 'default_strategy', 'type')) {
    case undefined:
      if (param === undefined) return {};
      throw new RangeError('sampling.default_strategy.type is missing: its param means nothing without it');
    case 'probabilistic':
      return { TRACE_SAMPLE_RATIO: ratioOf(param, 'sampling.default_strategy.param') };
    case 'adaptive':
      return {
        ADAPTIVE_SAMPLING_ENABLED: 'true',
        ...(param === undefined ? {} : { ADAPTIVE_TARGET_TPS: param }),
      };
    case 'const':
      return { TRACE_SAMPLER: Number(param ?? 1) === 0 ? 'always_off' : 'always_on' };
    default:
      return { TRACE_SAMPLER: 'ratelimited', ...(param === undefined ? {} : { TRACE_SAMPLER_ARG: param }) };
  }
}

function ruleOf(item: Checked, at: number): Record<string, unknown> {
  const place = `sampling.per_service_strategies.${at}`;
  const [service, operation, route] = ['service', 'operation', 'route'].map((key) => textOf(item, key));
  if (service === undefined && operation === undefined && route === undefined)
    throw new RangeError(`${place} must name a service, an operation or a route`);
  const type = textOf(item, 'type');
  if (type === undefined) throw new RangeError(`${place}.type is missing`);
  const param = textOf(item, 'param');
  return {
    ...(service === undefined ? {} : { service }),
    ...(operation === undefined ? {} : { operation }),
    ...(route === undefined ? {} : { route }),
    type,
    ...(param === undefined
      ? {}
      : { param: Number(type === 'probabilistic' ? ratioOf(param, `${place}.param`) : param) }),
  };
}

function ratioOf(param: string | undefined, place: string): string {
  if (Number(param ?? 1) <= 1) return param ?? '1';
  throw new RangeError(`${place} must be a number from 0 to 1, but is ${JSON.stringify(param)}`);
}
