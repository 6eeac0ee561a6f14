import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Environment, text } from '../readers.js';

const PLACES = ['config/tracing.yml', 'tracing-config.yaml'];

/** The file of settings: the one that TRACING_CONFIG_FILE names, else one of the two that the working folder may have. */
export function configFileOf(env: Environment, folder: string, isLookedFor = true): string | undefined {
  const named = text(env, 'TRACING_CONFIG_FILE');
  if (named !== undefined) return resolve(folder, named);
  if (!isLookedFor) return undefined;
  return PLACES.map((place) => resolve(folder, place)).find((path) => existsSync(path));
}
