let isHttpEarly = false;

/**
 * Looks whether Node's http is loaded: when the preload is, that means that a program, or a part of it, has begun
 * without tracing. Later it means nothing, since this library loads http itself.
 */
export function lookForEarlyHttp(): void {
  isHttpEarly = builtinModules().includes('NativeModule http');
}

export const wasHttpEarly = (): boolean => isHttpEarly;

/** Node tells this list, but its types do not know it. */
function builtinModules(): readonly unknown[] {
  const list: unknown = Reflect.get(process, 'moduleLoadList');
  return Array.isArray(list) ? list : [];
}
