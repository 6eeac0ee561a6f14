import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./fault-process.js', import.meta.url));

export interface FaultProcess {
  readonly service: string;
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  /** The folder in which its faults are armed. */
  readonly faults: string;
}

/** Runs a service in a process of its own. @returns how it ended: the signal, or its exit code */
export function runToItsEnd(
  { service, databaseUrl, rabbitUrl, faults }: FaultProcess,
  ...args: string[]
): Promise<string> {
  const child = spawn(
    process.execPath,
    ['--import', '@throughline/testing/fault-preload', PROGRAM, ...args],
    {
      stdio: 'ignore',
      env: {
        ...process.env,
        SERVICE_NAME: service,
        DATABASE_URL: databaseUrl,
        RABBITMQ_URL: rabbitUrl,
        THROUGHLINE_FAULTS_DIR: faults,
      },
    },
  );
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? String(code)));
  });
}
