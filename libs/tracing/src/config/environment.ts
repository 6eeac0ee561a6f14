import { configFileOf } from './file/find-file.js';
import { variablesOfFile } from './file/tracing-file.js';
import { type Environment, text } from './readers.js';
import { serviceName } from '../sdk/service-name.js';

/** Where one of these is set in the environment, the file does not speak for the first one: they say it too. */
const SAID_BY: Readonly<Record<string, readonly string[]>> = {
  LOG_LEVEL: ['DEBUG_TRACING'],
  CONSOLE_EXPORTER_ENABLED: ['DEBUG_TRACING'],
  JAEGER_ENABLED: ['JAEGER_ENDPOINT'],
  OTLP_ENABLED: ['OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
};

let last: { readonly key: string; readonly variables: Readonly<Record<string, string>> } | undefined;

/**
 * All settings as one record of variables: those of the environment, below them those of config/tracing.yml. To be
 * asked for when something starts, not with every span. @throws {RangeError} that names the file and the key
 */
export function tracingEnvironment(env: Environment = process.env, name?: string): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([each]) => text(env, each) !== undefined));
  const path = configFileOf(given, process.cwd());
  if (path === undefined) return given;
  const file = fileVariables(path, given, name);
  const said = Object.entries(SAID_BY).filter(([, others]) => text(given, ...others) !== undefined);
  return { ...file, ...Object.fromEntries(said.map(([each]) => [each, undefined])), ...given };
}

/** The file is read once: settings hold from the start of a process to its end. */
function fileVariables(path: string, env: Environment, name?: string): Readonly<Record<string, string>> {
  const key = JSON.stringify([path, name, env]);
  if (last?.key !== key) {
    const nameOf = (variables: Environment): string => name ?? serviceName({ ...variables, ...env });
    last = { key, variables: variablesOfFile(path, env, nameOf) };
  }
  return last.variables;
}
