import type { IdGenerator } from '@opentelemetry/sdk-trace';
import { newSpanId, randomHex } from './span-ids.js';

let forced: string | undefined;

/** Runs `start`, whose first new span gets this id. Synchronous, so no other span can take it. */
export function withSpanId<T>(spanId: string, start: () => T): T {
  forced = spanId;
  try {
    return start();
  } finally {
    forced = undefined;
  }
}

/** Random ids, except where `withSpanId` has chosen one. */
export class ForcedSpanIdGenerator implements IdGenerator {
  generateTraceId(): string {
    return randomHex(16);
  }

  generateSpanId(): string {
    const id = forced ?? newSpanId();
    forced = undefined;
    return id;
  }
}
