import { type Environment, text } from '../config/readers.js';
import type { RuleSampler, SamplingMatch } from './rule-sampler.js';
import { type SamplingStrategy, samplerOf } from './strategy.js';

const NAME = 'TRACE_SAMPLING_RULES';
const MAX_RULES = 100;
const KEYS: readonly string[] = ['service', 'operation', 'route', 'type', 'param'];
const MATCHES = ['service', 'operation', 'route'] as const;

/** Requests that ask after a service's health, whichever service it is. */
const HEALTH_CHECK = 'health-check';
const HEALTH_ROUTES = ['/health*', '/livez*', '/readyz*', '/live', '/ready', '/ping'];

/**
 * The exceptions that TRACE_SAMPLING_RULES lists, with Jaeger's words for strategies. The service `health-check` stands
 * for the health checks of any service. @throws {RangeError} that says which rule is wrong
 */
export function configuredRules(env: Environment): RuleSampler[] {
  const given = text(env, NAME);
  if (given === undefined) return [];
  const rules = parsed(given);
  if (!Array.isArray(rules) || rules.length > MAX_RULES)
    throw new RangeError(`${NAME} must be a list of at most ${MAX_RULES} rules in JSON`);
  return rules.flatMap((rule: unknown, at) => samplersOf(rule, `${NAME}, rule ${at + 1}:`));
}

function samplersOf(rule: unknown, place: string): RuleSampler[] {
  if (!isRecord(rule)) throw new RangeError(`${place} must be an object`);
  const stranger = Object.keys(rule).find((key) => !KEYS.includes(key));
  if (stranger !== undefined) throw new RangeError(`${place} ${stranger} is not one of ${KEYS.join(', ')}`);
  // One sampler for all matches of a rule: its limit holds for them together.
  const sampler = samplerOf(strategyOf(rule, place), '');
  return matchesOf(rule, place).map((match) => ({ match, sampler }));
}

function matchesOf(rule: Readonly<Record<string, unknown>>, place: string): SamplingMatch[] {
  const match: { -readonly [Key in (typeof MATCHES)[number]]?: string } = {};
  for (const key of MATCHES) {
    const wanted = rule[key];
    if (wanted === undefined) continue;
    if (typeof wanted !== 'string') throw new RangeError(`${place} ${key} must be a text`);
    match[key] = wanted;
  }
  if (Object.keys(match).length === 0) throw new RangeError(`${place} names no service, operation or route`);
  if (match.service !== HEALTH_CHECK || match.route !== undefined) return [match];
  const { service: _service, ...others } = match;
  return [match, ...HEALTH_ROUTES.map((route) => ({ ...others, route }))];
}

function strategyOf({ type, param }: Readonly<Record<string, unknown>>, place: string): SamplingStrategy {
  const amount = param ?? undefined;
  if (amount !== undefined && !(typeof amount === 'number' && amount >= 0))
    throw new RangeError(`${place} param must be a number from 0 up`);
  switch (type) {
    case 'probabilistic':
      if ((amount ?? 1) > 1) throw new RangeError(`${place} param must be from 0 to 1, but is ${amount}`);
      return { type: 'probability', rate: amount ?? 1 };
    case 'const':
      return { type: 'fixed', keep: amount !== 0 };
    case 'ratelimiting':
      return { type: 'rate_limited', perSecond: above0(amount ?? 100, place) };
    case 'adaptive':
      return { type: 'adaptive', targetTps: above0(amount ?? 10, place), maxTps: (amount ?? 10) * 10 };
    default:
      throw new RangeError(`${place} type must be probabilistic, ratelimiting, const or adaptive`);
  }
}

function above0(amount: number, place: string): number {
  if (amount > 0) return amount;
  throw new RangeError(`${place} param must be a number above 0`);
}

function parsed(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch (cause) {
    throw new RangeError(`${NAME} must be JSON`, { cause });
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
