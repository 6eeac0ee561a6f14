import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<{ open: boolean }>();

/** Whether the caller runs inside a unit of work, where nothing but the database may be asked. */
export const isInUnitOfWork = (): boolean => storage.getStore()?.open === true;

/** Runs `fn` as the inside of a unit; what it leaves running counts as outside once `fn` has settled. */
export async function insideUnit<T>(fn: () => Promise<T> | T): Promise<T> {
  const unit = { open: true };
  try {
    return await storage.run(unit, fn);
  } finally {
    unit.open = false;
  }
}
