import { AsyncLocalStorage } from 'node:async_hooks';
import { context } from '@throughline/tracing/api';

/** What holds where nothing was called yet: no deadline. */
const outside = AsyncLocalStorage.snapshot();

/**
 * Runs `fn` under the same trace, but without the caller's deadline: work that is worth finishing when its
 * caller has gone, since the caller's next try finds it done. It needs limits of its own.
 */
export function withoutDeadline<T>(fn: () => T): T {
  const active = context.active();
  return outside(() => context.with(active, fn));
}
