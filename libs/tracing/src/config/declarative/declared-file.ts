import { configuration } from '../../sdk/packages.js';
import { boundedText } from '../file/read-yaml.js';
import { declaredProcessors } from './declared-processors.js';
import { declaredPropagator } from './declared-propagator.js';
import { declaredResource } from './declared-resource.js';
import { declaredSampler } from './declared-sampler.js';
import { ModelReader, isContent } from './model-reader.js';
import { Variables } from './variables.js';

/**
 * What the file of OTEL_CONFIG_FILE says, as variables of the environment. Checked by OpenTelemetry’s own reader of it,
 * which puts in variables of the process. @throws {RangeError} that names the file and the key, also for what is not supported
 */
export function variablesOfDeclaration(path: string): Readonly<Record<string, string>> {
  try {
    boundedText(path);
    return translate(parsed(path));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`OTEL_CONFIG_FILE, ${path}: ${error.message}`, { cause: error });
  }
}

function parsed(path: string): unknown {
  try {
    return configuration().parseConfigFile(path);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new RangeError(text.replaceAll(`${path}: `, ''), { cause });
  }
}

function translate(model: unknown): Readonly<Record<string, string>> {
  const root = new ModelReader(isContent(model) ? model : {}, '');
  const variables = new Variables();
  variables.set('OTEL_SDK_DISABLED', root.flag('disabled'), 'disabled');
  variables.set('OTEL_LOG_LEVEL', levelOf(root.text('log_level')), 'log_level');
  limits(root.section('attribute_limits'), variables, 'OTEL_ATTRIBUTE_');
  declaredResource(root.section('resource'), variables);
  declaredPropagator(root.section('propagator'), variables);
  tracerProvider(root.section('tracer_provider'), variables);
  root.finish();
  return variables.all;
}

function tracerProvider(provider: ModelReader | undefined, variables: Variables): void {
  declaredProcessors(provider?.list('processors') ?? [], variables);
  declaredSampler(provider?.section('sampler'), variables);
  const bounds = provider?.section('limits');
  limits(bounds, variables, 'OTEL_SPAN_ATTRIBUTE_');
  for (const key of ['event_count_limit', 'link_count_limit'])
    variables.set(`OTEL_SPAN_${key.toUpperCase()}`, bounds?.number(key), key);
  for (const key of ['event_attribute_count_limit', 'link_attribute_count_limit'])
    variables.set(`OTEL_${key.toUpperCase()}`, bounds?.number(key), key);
  const generator = provider?.section('id_generator')?.kind();
  if (generator !== undefined && generator.name !== 'random')
    throw new RangeError(`${generator.below.path} is not supported by @throughline/tracing`);
}

function limits(bounds: ModelReader | undefined, variables: Variables, prefix: string): void {
  for (const key of ['attribute_value_length_limit', 'attribute_count_limit'])
    variables.set(`${prefix}${key.slice('attribute_'.length).toUpperCase()}`, bounds?.number(key), key);
}

/** Severities are `debug`, `debug2`, …; the SDK's own levels are fewer. */
function levelOf(severity: string | undefined): string | undefined {
  const level = severity?.replace(/\d$/, '');
  if (level === 'trace') return 'verbose';
  return level === 'fatal' ? 'error' : level;
}
