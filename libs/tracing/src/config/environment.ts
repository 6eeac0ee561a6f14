import { createRequire } from 'node:module';
import { configFileOf } from './file/find-file.js';
import { type Environment, text } from './readers.js';
import { serviceName } from '../sdk/service-name.js';

interface Readers {
  './declarative/declared-file.js': typeof import('./declarative/declared-file.js');
  './file/tracing-file.js': typeof import('./file/tracing-file.js');
}

/** Loaded where there is such a file, which most processes have not. */
const reader: <Name extends keyof Readers>(name: Name) => Readers[Name] = createRequire(import.meta.url);

/** Where one of these is set in the environment, the file does not speak for the first one: they say it too. */
const SAID_BY: Readonly<Record<string, readonly string[]>> = {
  LOG_LEVEL: ['DEBUG_TRACING'],
  CONSOLE_EXPORTER_ENABLED: ['DEBUG_TRACING'],
  JAEGER_ENABLED: ['JAEGER_ENDPOINT'],
  OTLP_ENABLED: ['OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
};

let isLookedFor = true;

/** For programs that work in other people's folders, whose file of settings is not theirs: only a file that is named is read. */
export function leaveFolderAlone(): void {
  isLookedFor = false;
}

interface ReadFile {
  readonly key: string;
  readonly variables: Readonly<Record<string, string>>;
}

const read = new Map<'settings' | 'declaration', ReadFile>();

/**
 * All settings as one record of variables: those of the environment, below them those of config/tracing.yml. A file
 * that OTEL_CONFIG_FILE names stands for all other OTEL_* variables. To be asked for when something starts, not with
 * every span. @throws {RangeError} that names the file and the key
 */
export function tracingEnvironment(env: Environment = process.env, name?: string): Environment {
  const given = declared(
    Object.fromEntries(Object.entries(env).filter(([each]) => text(env, each) !== undefined)),
  );
  const path = configFileOf(given, process.cwd(), isLookedFor);
  if (path === undefined) return given;
  const nameOf = (variables: Environment): string => name ?? serviceName({ ...variables, ...given });
  const file = once('settings', [path, name, given], () =>
    reader('./file/tracing-file.js').variablesOfFile(path, given, nameOf),
  );
  const said = Object.entries(SAID_BY).filter(([, others]) => text(given, ...others) !== undefined);
  return { ...file, ...Object.fromEntries(said.map(([each]) => [each, undefined])), ...given };
}

function declared(env: Environment): Environment {
  const path = text(env, 'OTEL_CONFIG_FILE');
  if (path === undefined) return env;
  const others = Object.entries(env).filter(([each]) => !each.startsWith('OTEL_'));
  return {
    ...Object.fromEntries(others),
    ...once('declaration', [path, env], () =>
      reader('./declarative/declared-file.js').variablesOfDeclaration(path),
    ),
  };
}

/** A file is read once: settings hold from the start of a process to its end. */
function once(
  kind: 'settings' | 'declaration',
  from: readonly unknown[],
  make: () => Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const key = JSON.stringify(from);
  const known = read.get(kind);
  if (known?.key === key) return known.variables;
  const variables = make();
  read.set(kind, { key, variables });
  return variables;
}
