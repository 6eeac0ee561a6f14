import type { ModelReader } from './model-reader.js';
import type { Variables } from './variables.js';

/** What a parent’s decision leads to: anything else than this would need a sampler that this library has not. */
const BY_PARENT = {
  remote_parent_sampled: 'always_on',
  remote_parent_not_sampled: 'always_off',
  local_parent_sampled: 'always_on',
  local_parent_not_sampled: 'always_off',
} as const;

/** `tracer_provider.sampler`; where it is left out, the specification wants all but what a parent has refused. */
export function declaredSampler(sampler: ModelReader | undefined, variables: Variables): void {
  const name = sampler === undefined ? 'parentbased_always_on' : nameOf(sampler, variables);
  variables.set('OTEL_TRACES_SAMPLER', name, 'tracer_provider.sampler');
}

function nameOf(sampler: ModelReader, variables: Variables): string {
  const { name, below } = sampler.kind();
  if (name !== 'parent_based') return plainName(name, below, variables);
  for (const [key, expected] of Object.entries(BY_PARENT)) {
    const given = below.section(key)?.kind().name ?? expected;
    if (given !== expected) throw below.refused(key, `is supported as ${expected} only, but is ${given}`);
  }
  const root = below.section('root')?.kind();
  return `parentbased_${root === undefined ? 'always_on' : plainName(root.name, root.below, variables)}`;
}

function plainName(name: string, below: ModelReader, variables: Variables): string {
  switch (name) {
    case 'always_on':
    case 'always_off':
      return name;
    case 'trace_id_ratio_based':
    case 'probability/development':
      variables.set('OTEL_TRACES_SAMPLER_ARG', below.number('ratio') ?? '1', below.path);
      return name === 'trace_id_ratio_based' ? 'traceidratio' : 'probability';
    default:
      throw new RangeError(`${below.path} is not supported by @throughline/tracing`);
  }
}
