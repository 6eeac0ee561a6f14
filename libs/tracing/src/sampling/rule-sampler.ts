import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';

/** Which traces a rule is for: all that is given has to fit; `*` stands for any characters. */
export interface SamplingMatch {
  readonly service?: string;
  /** Route or path of the request. */
  readonly route?: string;
  /** Name of the span. */
  readonly operation?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

export interface RuleSampler {
  readonly match: SamplingMatch;
  readonly sampler: Sampler;
}

const ROUTE_ATTRIBUTES = ['http.route', 'url.path', 'http.target'];

/** Asks the sampler of the first rule that fits, else another one. */
export class RuleBasedSampler implements Sampler {
  constructor(
    private readonly serviceName: string,
    private readonly rules: readonly RuleSampler[],
    readonly otherwise: Sampler,
  ) {}

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const rule = this.rules.find(({ match }) => fits(match, this.serviceName, name, attributes));
    return (rule?.sampler ?? this.otherwise).shouldSample(context, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return `RuleBased{${[...this.rules.map(({ sampler }) => sampler), this.otherwise].join(',')}}`;
  }
}

function fits(match: SamplingMatch, service: string, name: string, attributes: Attributes): boolean {
  const { route, operation } = match;
  if (match.service !== undefined && !isLike(service, match.service)) return false;
  if (operation !== undefined && !isLike(name, operation)) return false;
  if (route !== undefined && !ROUTE_ATTRIBUTES.some((key) => isLike(pathOf(attributes[key]), route)))
    return false;
  return Object.entries(match.attributes ?? {}).every(([key, wanted]) =>
    typeof wanted === 'string' ? isLike(attributes[key], wanted) : attributes[key] === wanted,
  );
}

const pathOf = (value: unknown): unknown => (typeof value === 'string' ? value.split('?', 1)[0] : value);

/** Whether a text fits a pattern with `*`, part by part from the left: linear, whatever comes in. */
function isLike(value: unknown, pattern: string): boolean {
  if (typeof value !== 'string') return false;
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return value === pattern;
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at + last.length <= value.length;
}
