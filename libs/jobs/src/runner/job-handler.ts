import { JobHandlerInvalidError } from '../job-errors.js';
import type { JobHandling } from './handles-job.decorator.js';
import type { LeasedJob } from './leased-job.js';

/** What does jobs of one kind. */
export interface JobHandler extends Omit<JobHandling, 'exhausted'> {
  handle(job: LeasedJob<unknown>): Promise<void>;
  readonly exhausted: ((job: LeasedJob<unknown>, error: unknown) => Promise<void>) | undefined;
}

export function jobHandler(instance: object, method: string, handling: JobHandling): JobHandler {
  const { exhausted } = handling;
  return {
    ...handling,
    handle: methodOf(instance, method, handling.kind),
    exhausted: exhausted === undefined ? undefined : methodOf(instance, exhausted, handling.kind),
  };
}

function methodOf(instance: object, name: string, kind: string): (...args: unknown[]) => Promise<void> {
  const method: unknown = Reflect.get(instance, name);
  if (typeof method !== 'function')
    throw new JobHandlerInvalidError(kind, `names the method ${name}, which does not exist`);
  return async (...args) => {
    await Reflect.apply(method, instance, args);
  };
}
