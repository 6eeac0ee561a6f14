import type { Environment } from '../readers.js';
import { checkFile } from './check-file.js';
import { textOf } from './checked-tree.js';
import { readYaml } from './read-yaml.js';
import { samplingOfFile } from './sampling-of-file.js';
import { ofService } from './services-of-file.js';

/**
 * What config/tracing.yml says, as variables of the environment. @throws {RangeError} that names the file and the key
 */
export function variablesOfFile(
  path: string,
  env: Environment,
  serviceNameOf: (variables: Environment) => string,
): Readonly<Record<string, string>> {
  try {
    return translate(readYaml(path), env, serviceNameOf);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${path}: ${error.message}`, { cause: error });
  }
}

function translate(
  content: unknown,
  env: Environment,
  serviceNameOf: (variables: Environment) => string,
): Record<string, string> {
  const { tree, variables } = checkFile(content, env);
  const strategies = samplingOfFile(tree);
  refuseContradictions(strategies, variables);
  const service = ofService(tree, serviceNameOf(variables));
  const isAtOnce = textOf(tree, 'tracing', 'processing', 'batch', 'enabled') === 'false';
  const all = {
    ...strategies,
    ...variables,
    ...(isAtOnce ? { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1' } : {}),
    ...service,
  };
  return service['TRACE_SAMPLE_RATIO'] === undefined ? all : { ...all, ...BY_RATIO };
}

/** `tracing.otel.sampling` and `sampling.default_strategy` may say the same, not two things. */
function refuseContradictions(strategies: Environment, variables: Environment): void {
  const isTwice = Object.entries(strategies).some(([name, text]) => (variables[name] ?? text) !== text);
  const isOtherKind =
    strategies['TRACE_SAMPLER'] !== undefined &&
    (variables['TRACE_SAMPLE_RATIO'] !== undefined || variables['ADAPTIVE_SAMPLING_ENABLED'] === 'true');
  if (!isTwice && !isOtherKind) return;
  throw new RangeError(
    'sampling.default_strategy says otherwise than tracing.otel.sampling: keep one of the two',
  );
}

/** A ratio for the one service goes before another way of choosing for all. */
const BY_RATIO = { ADAPTIVE_SAMPLING_ENABLED: 'false', TRACE_SAMPLER: 'traceidratio' } as const;
