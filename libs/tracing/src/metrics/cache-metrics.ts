import { counter } from './instruments.js';

/** Counts a look into a cache, and whether it was found there. */
export function countCache(name: string, isHit: boolean): void {
  counter('cache_requests_total', 'Looks into caches').add(1, { name });
  // Also where there has been no hit yet: a rate of something that is missing is missing too.
  counter('cache_hits_total', 'Looks into caches that found something').add(isHit ? 1 : 0, { name });
}
