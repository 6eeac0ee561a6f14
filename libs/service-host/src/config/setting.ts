import 'reflect-metadata';

export type SettingValue = string | number | boolean | readonly string[];

/** A variable, for who reads it and for who sets it. */
export interface SettingOptions {
  /** The environment variable. */
  readonly env: string;
  /** Without it the variable must be set, unless it is optional. */
  readonly default?: SettingValue;
  /** Not set and without a default: the property stays undefined. */
  readonly optional?: boolean;
  /** Never shown in an error. */
  readonly secret?: boolean;
  readonly description: string;
}

/** The same with the property that holds its value. */
export interface SettingDescription extends SettingOptions {
  readonly property: string;
}

/** A class of settings. Its prototype is typed here: for any class TypeScript says `any`. */
export interface ConfigClass<Config extends object = object> {
  new (): Config;
  readonly prototype: object;
}

const SETTINGS = Symbol('throughline:settings');

/** Declares a property of a config class: the variable it is read from, its default and its meaning. */
export function Setting(options: SettingOptions): PropertyDecorator {
  return (prototype, property) => {
    const known = declared(prototype);
    Reflect.defineMetadata(SETTINGS, [...known, { ...options, property: String(property) }], prototype);
  };
}

/** All settings of a config class, its base classes' first, in the order of their declaration. */
export function settingsOf(Config: ConfigClass): readonly SettingDescription[] {
  return declared(Config.prototype);
}

function declared(prototype: object): readonly SettingDescription[] {
  const found: unknown = Reflect.getMetadata(SETTINGS, prototype);
  return isSettings(found) ? found : [];
}

const isSettings = (value: unknown): value is readonly SettingDescription[] => Array.isArray(value);
