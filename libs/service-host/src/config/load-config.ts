import { type ValidationError, validateSync } from 'class-validator';
import { ConfigError } from './config.errors.js';
import { convert, declaredType } from './convert.js';
import { type ConfigClass, type SettingDescription, settingsOf } from './setting.js';

const EXPECTED = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list with commas',
};

/**
 * Reads a config class from variables. An empty variable counts as not set.
 * @throws {ConfigError} that names every variable that cannot be used
 */
export function loadConfig<Config extends object>(
  Class: ConfigClass<Config>,
  env: NodeJS.ProcessEnv = process.env,
): Config {
  const settings = settingsOf(Class);
  const values = settings.map(
    (setting) => [setting.property, valueOf(setting, Class.prototype, env)] as const,
  );
  const missing = settings.filter(
    ({ property, optional }, i) => values[i]?.[1] === undefined && optional !== true && property !== '',
  );
  const config = Object.assign(
    new Class(),
    Object.fromEntries(values.filter(([, value]) => value !== undefined)),
  );
  const problems = [
    ...missing.map(({ env: name, description }) => `${name} must be set: ${description}`),
    ...validateSync(config, { skipMissingProperties: true, forbidUnknownValues: false }).map((error) =>
      sentence(error, settings, Class.prototype, env),
    ),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function valueOf(setting: SettingDescription, prototype: object, env: NodeJS.ProcessEnv): unknown {
  const text = env[setting.env];
  if (text === undefined || text === '') return setting.default;
  return convert(text, declaredType(prototype, setting.property));
}

/** `PLAN_MAX_TASKS must not be less than 1, but is "0"`. */
function sentence(
  { property, constraints = {} }: ValidationError,
  settings: readonly SettingDescription[],
  prototype: object,
  env: NodeJS.ProcessEnv,
): string {
  const setting = settings.find((known) => known.property === property);
  const name = setting?.env ?? property;
  const rules = Object.values(constraints).map((rule) => rule.replace(property, '').trim());
  const expected =
    rules.length > 0 ? rules.join(' and ') : `must be ${EXPECTED[declaredType(prototype, property)]}`;
  const found = setting?.secret === true ? 'is not' : `is ${JSON.stringify(env[name] ?? setting?.default)}`;
  return `${name} ${expected}, but ${found}`;
}
