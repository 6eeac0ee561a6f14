import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portOf } from '@throughline/contracts';
import {
  localToken,
  namesReceiver,
  type PlatformRecord,
  type Progress,
  receiverHeaders,
  runningPlatform,
  startInfrastructure,
} from '@throughline/platform';
import { runTracingIntegrationTests, type SelfTestReport } from '@throughline/tracing';
import { freePortBase } from '../platform/port-block.js';

const FIRST_PORT_BASE = 8600;

/** A trace through the servers of the running platform and to its receiver; else through private ones, for the time. */
export async function traceSelfTest(
  home: string,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<SelfTestReport> {
  const record = runningPlatform(home);
  return record === undefined ? onPrivateServers(env, progress) : onPlatform(record, home, env);
}

function onPlatform(record: PlatformRecord, home: string, env: NodeJS.ProcessEnv): Promise<SelfTestReport> {
  const { databaseUrl, rabbitUrl, ports } = record;
  const port = ports['trace-analyzer'] ?? portOf('trace-analyzer', env);
  const receiver = namesReceiver(env)
    ? {}
    : {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: receiverHeaders(localToken(home)),
      };
  return runTracingIntegrationTests({ databaseUrl, rabbitUrl, env: { ...env, ...receiver } });
}

async function onPrivateServers(env: NodeJS.ProcessEnv, progress: Progress): Promise<SelfTestReport> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-doctor-'));
  try {
    const ports = { THROUGHLINE_PORT_BASE: String(await freePortBase(FIRST_PORT_BASE)) };
    const options = { home: join(folder, 'home'), env: { ...env, ...ports }, progress, disposable: true };
    const servers = await startInfrastructure(options);
    try {
      const { databaseUrl, rabbitUrl } = servers;
      return await runTracingIntegrationTests({ databaseUrl, rabbitUrl, env });
    } finally {
      await servers.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
