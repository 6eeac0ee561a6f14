import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiCopyWarning, apiFor, loadedApis, registeredApi, registeredApiWarning } from './api-copies.js';
import { lateStartWarning, loadedTooEarly } from './late-start.js';
import { wasHttpEarly } from './loaded-before.js';

/** What would make tracing less than whole, as it looks before anything is started, and what to do about it. */
export function misuseWarnings(): string[] {
  const files = Object.keys(createRequire(import.meta.url).cache);
  const found = [lateStartWarning(loadedTooEarly(files), wasHttpEarly()), ...ofTheApi(files)];
  return found.filter((warning) => warning !== undefined);
}

function ofTheApi(files: readonly string[]): (string | undefined)[] {
  const own = apiFor(fileURLToPath(import.meta.url));
  if (own === undefined) return [];
  const others = [apiFor(process.argv[1] ?? ''), apiFor(join(process.cwd(), 'x.js')), ...loadedApis(files)];
  return [
    registeredApiWarning(own, registeredApi()),
    apiCopyWarning(
      own,
      others.filter((each) => each !== undefined),
    ),
  ];
}
