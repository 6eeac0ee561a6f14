import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';

const NAME = '@opentelemetry/api';
const GLOBAL = Symbol.for('opentelemetry.js.api.1');

/** A copy of the API. */
export interface ApiCopy {
  readonly folder: string;
  readonly version: string;
}

/** The copy that a file of this path gets when it asks for the API. */
export function apiFor(file: string): ApiCopy | undefined {
  try {
    return copyAt(createRequire(file).resolve(NAME));
  } catch {
    return undefined; // it cannot ask for it
  }
}

/** The copies that CommonJS has loaded files of. */
export const loadedApis = (files: readonly string[]): ApiCopy[] =>
  files
    .filter((file) => file.includes(join('node_modules', NAME) + sep))
    .flatMap((file) => copyAt(file) ?? []);

/** What was registered with the API by now, as its version says; undefined where nothing was. */
export function registeredApi(): { readonly version: string; readonly hasTracer: boolean } | undefined {
  const found: unknown = Reflect.get(globalThis, GLOBAL);
  if (typeof found !== 'object' || found === null || !('version' in found)) return undefined;
  return { version: String(found.version), hasTracer: 'trace' in found && found.trace !== undefined };
}

/** What to say of further copies. */
export function apiCopyWarning(own: ApiCopy, others: readonly ApiCopy[]): string | undefined {
  const other = others.find(({ folder }) => folder !== own.folder);
  if (other === undefined) return undefined;
  return `${NAME} is there twice, ${own.version} in ${own.folder} and ${other.version} in ${other.folder}, so that spans made with the second one may be lost: install one version for all (npm ls ${NAME}, npm dedupe)`;
}

/** What to say of another SDK that was there first. */
export function registeredApiWarning(
  own: ApiCopy,
  registered: ReturnType<typeof registeredApi>,
): string | undefined {
  if (registered === undefined) return undefined;
  if (registered.version !== own.version)
    return `another copy of ${NAME}, ${registered.version}, was used before tracing was started with ${own.version}: nothing will be traced until there is one version for all (npm ls ${NAME}, npm dedupe)`;
  if (!registered.hasTracer) return undefined;
  return `another SDK of OpenTelemetry was started before @throughline/tracing, and gets the spans: start only one of the two`;
}

function copyAt(file: string): ApiCopy | undefined {
  const end = file.lastIndexOf(join('node_modules', NAME) + sep);
  if (end < 0) return undefined;
  const folder = realpathSync(join(file.slice(0, end), 'node_modules', NAME));
  return { folder, version: versionIn(folder) };
}

function versionIn(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : dirname(folder);
}
