import { runtimesFolder } from './home/runtimes-folder.js';
import { findBubblewrap } from './packages/find-bubblewrap.js';
import { postgresRuntime } from './postgres/postgres-runtime.js';
import type { Progress } from './progress.js';
import { chooseBroker } from './rabbitmq/broker-choice.js';

/**
 * Gets every part that starting would otherwise have to get first. What cannot be had is told, not thrown:
 * it may not be needed, and the start says so in full if it is.
 */
export async function provisionRuntimes(
  progress: Progress,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const runtimes = runtimesFolder(env);
  const wanted = [
    ...(env['DATABASE_URL'] ? [] : [postgresRuntime(runtimes)]),
    ...(env['RABBITMQ_URL'] ? [] : [chooseBroker(env, runtimes, progress)]),
    findBubblewrap(env),
  ];
  for (const result of await Promise.allSettled(wanted))
    if (result.status === 'rejected')
      progress(result.reason instanceof Error ? result.reason.message : String(result.reason));
}
