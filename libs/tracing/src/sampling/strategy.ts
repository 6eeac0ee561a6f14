import type { Sampler } from '@opentelemetry/sdk-trace';
import { sdkTrace } from '../sdk/packages.js';
import { type AdaptiveOptions, AdaptiveSampler } from './adaptive-sampler.js';
import { ProbabilitySampler } from './probability-sampler.js';
import { RateLimitedSampler } from './rate-limited-sampler.js';
import { RuleBasedSampler, type SamplingMatch } from './rule-sampler.js';

/** How traces that are not runs are chosen. Rules are asked in turn; the first that fits decides. */
export type SamplingStrategy =
  | { readonly type: 'fixed'; readonly keep: boolean }
  | { readonly type: 'probability'; readonly rate: number }
  | { readonly type: 'rate_limited'; readonly perSecond: number }
  | ({ readonly type: 'adaptive' } & AdaptiveOptions)
  | {
      readonly type: 'rules';
      readonly rules: readonly { readonly match: SamplingMatch; readonly strategy: SamplingStrategy }[];
      readonly otherwise: SamplingStrategy;
    };

/** The sampler of a strategy. @throws {RangeError} for a rate that is none */
export function samplerOf(strategy: SamplingStrategy, serviceName: string): Sampler {
  switch (strategy.type) {
    case 'fixed':
      return strategy.keep ? new (sdkTrace().AlwaysOnSampler)() : new (sdkTrace().AlwaysOffSampler)();
    case 'probability':
      return new ProbabilitySampler(checkedRate(strategy.rate));
    case 'rate_limited':
      return new RateLimitedSampler(strategy.perSecond);
    case 'adaptive': {
      const { type: _type, ...options } = strategy;
      return new AdaptiveSampler(options);
    }
    case 'rules': {
      const rules = strategy.rules.map((rule) => ({
        match: rule.match,
        sampler: samplerOf(rule.strategy, serviceName),
      }));
      return new RuleBasedSampler(serviceName, rules, samplerOf(strategy.otherwise, serviceName));
    }
  }
}

function checkedRate(rate: number): number {
  if (rate >= 0 && rate <= 1) return rate;
  throw new RangeError(`the rate of a probability must be from 0 to 1, but is ${rate}`);
}
