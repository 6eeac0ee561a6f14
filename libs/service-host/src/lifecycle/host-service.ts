import type { Type } from '@nestjs/common';
import { initializeTracing, getLogger } from '@throughline/tracing';
import { exitCodeOf, sentenceOf } from './start-failure.js';
import { onShutdownRequest } from './shutdown-request.js';
import { type RunningService, startService } from './start-service.js';

const SHUTDOWN_LIMIT_MS = 20_000;
const log = getLogger('host');

/**
 * The whole life of a service's process: start, tell the supervisor, and drain when asked to end.
 * Exit codes: 0 ended as asked, 1 a fault, 2 wrong configuration, 3 the port is in use.
 */
export async function hostService(AppModule: Type<object>): Promise<void> {
  try {
    const service = await startService(AppModule);
    onShutdownRequest((reason) => void shutDown(service, reason));
    log.info({ url: service.url }, 'ready');
    process.send?.({ type: 'ready' });
  } catch (error) {
    await fail(error);
  }
}

async function shutDown(service: RunningService, reason: string): Promise<void> {
  log.info({ reason }, 'shutting down');
  setTimeout(() => {
    log.error(
      { limitMs: SHUTDOWN_LIMIT_MS },
      'could not shut down in time; what is unfinished is taken up at the next start',
    );
    process.exit(1);
  }, SHUTDOWN_LIMIT_MS).unref();
  try {
    await service.stop();
    await initializeTracing().shutdown();
    process.exit(0);
  } catch (error) {
    log.error({ error }, 'the shutdown failed');
    process.exit(1);
  }
}

async function fail(error: unknown): Promise<never> {
  const sentence = sentenceOf(error);
  if (sentence === undefined) log.fatal({ error }, 'the service could not start');
  process.stderr.write(`${sentence ?? 'the service could not start; its log says why'}\n`);
  await initializeTracing().shutdown();
  process.exit(exitCodeOf(error));
}
