import { startTracing } from './cli-tracing.js';
import { type PlatformAccess, usePlatform } from './platform-access.js';

type Use<T> = (access: PlatformAccess) => Promise<T>;

/** Uses the running platform of the state folder. @throws {PlatformNotRunningError} when none runs on it */
export async function withPlatform<T>(home: string, use: Use<T>): Promise<T> {
  const access = usePlatform(home);
  try {
    return await use(access);
  } finally {
    await access.close();
  }
}

/** The same for a person's wish, whose spans go where those of the services go. */
export function withTracedPlatform<T>(home: string, use: Use<T>): Promise<T> {
  return withPlatform(home, async (access) => {
    const tracing = startTracing(access);
    try {
      return await use(access);
    } finally {
      await tracing.shutdown();
    }
  });
}
