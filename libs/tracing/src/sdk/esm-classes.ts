import * as modules from 'node:module';
import { diag } from '@opentelemetry/api';
import type { PatchedClass } from './module-instrumentation.js';

const REGISTRY = '@throughline/tracing/classes';

/**
 * Gets hold of classes in ES modules, whose exports nobody can replace: their prototypes can be changed, so it is
 * enough that the module tells us the class once it is there. Other modules are loaded as they are.
 * @returns what undoes it
 */
export function patchEsmClasses(classes: readonly PatchedClass[]): () => void {
  if (classes.length === 0) return () => undefined;
  const undo: (() => void)[] = [];
  const known = new Map(classes.map((patched) => [patched.path, patched]));
  const waiting = registry();
  for (const [path, { patch }] of known)
    waiting.set(path, (prototype: object) => void undo.push(patch(prototype)));
  const deregister = watch(known);
  return () => {
    deregister();
    for (const path of known.keys()) waiting.delete(path);
    for (const step of undo) step();
  };
}

function watch(known: ReadonlyMap<string, PatchedClass>): () => void {
  const load: modules.LoadHookSync = (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    const patched = known.get(pathBehindModules(url));
    if (patched === undefined || loaded.format !== 'module') return loaded;
    return { ...loaded, source: `${textOf(loaded.source ?? '')}\n${announcement(patched)}` };
  };
  if (!canWatch(process.versions.node)) return () => undefined;
  try {
    const hooks = modules.registerHooks({ load });
    return () => hooks.deregister();
  } catch (error) {
    // A loader that is not Node's own, such as Jest's, has no hooks: then these classes are not traced.
    diag.debug('modules cannot be watched', error);
    return () => undefined;
  }
}

/** The first releases whose hooks leave CommonJS modules as they are: before, a cycle of them breaks. */
const SOUND_HOOKS: Readonly<Record<number, readonly [minor: number, patch: number]>> = {
  22: [22, 3],
  24: [11, 1],
  25: [1, 0],
};

/** Whether hooks may be used in this version of Node. Where not, the classes are not traced, and the program runs. */
export function canWatch(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (major >= 26) return true;
  const [fromMinor, fromPatch] = SOUND_HOOKS[major] ?? [Infinity, 0];
  return minor > fromMinor || (minor === fromMinor && patch >= fromPatch);
}

/** A line at the module's end, that does nothing where the class is not there, or nobody waits for it. */
const announcement = ({ path, className }: PatchedClass): string =>
  `;typeof ${className} === 'function' && globalThis[Symbol.for('${REGISTRY}')]?.get('${path}')?.(${className}.prototype);\n`;

/** By the path of their modules, what is to be done with classes that are there. */
function registry(): Map<unknown, unknown> {
  const key = Symbol.for(REGISTRY);
  const found: unknown = Reflect.get(globalThis, key);
  if (isMap(found)) return found;
  const made = new Map<unknown, unknown>();
  Reflect.set(globalThis, key, made);
  return made;
}

const isMap = (value: unknown): value is Map<unknown, unknown> => value instanceof Map;

function pathBehindModules(url: string): string {
  const at = url.lastIndexOf('/node_modules/');
  return at < 0 ? '' : url.slice(at + '/node_modules/'.length);
}

const textOf = (source: string | ArrayBuffer | NodeJS.TypedArray): string =>
  typeof source === 'string' ? source : new TextDecoder().decode(source);
