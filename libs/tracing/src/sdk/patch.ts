/** What surrounds a method's calls: it has the object, the arguments, and the method itself to go on with. */
export type Advice = (
  self: object,
  args: readonly unknown[],
  proceed: (args: readonly unknown[]) => unknown,
) => unknown;

/** Puts advice around a method, where there is one of that name. @returns what takes it away again */
export function around(target: object, name: string, advice: Advice): () => void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== 'function') return () => undefined;
  let isActive = true;
  function advised(this: object, ...args: unknown[]): unknown {
    const proceed = (next: readonly unknown[]): unknown => Reflect.apply(method, this, next);
    return isActive ? advice(this, args, proceed) : proceed(args);
  }
  const method = original;
  Object.defineProperty(advised, 'name', { value: method.name, configurable: true });
  Object.defineProperty(advised, 'length', { value: method.length, configurable: true });
  define(target, name, advised);
  return () => {
    isActive = false;
    // Where somebody else has put something around ours, ours stays and only goes on.
    if (Reflect.get(target, name) === advised) define(target, name, method);
  };
}

function define(target: object, name: string, value: unknown): void {
  const enumerable = Object.getOwnPropertyDescriptor(target, name)?.enumerable ?? false;
  Object.defineProperty(target, name, { value, enumerable, configurable: true, writable: true });
}
