import { CallInsideUnitOfWorkError } from './service-client.errors.js';

let isInside: () => boolean = () => false;

/**
 * Makes every call throw while `predicate` holds. A service with a database gives `isInUnitOfWork` here;
 * so this library, and the services without a database, need not load the persistence library.
 */
export function refuseCallsInside(predicate: () => boolean): void {
  isInside = predicate;
}

export function assertOutsideUnitOfWork(service: string, path: string): void {
  if (isInside()) throw new CallInsideUnitOfWorkError(service, path);
}
