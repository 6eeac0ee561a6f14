import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PRELOAD = import.meta.resolve('@throughline/tracing/preload');

/** Runs a program of this folder to its end, started as services are; resolves with what it has printed. */
export async function runTraced(program: string, env: Record<string, string>): Promise<string> {
  const path = fileURLToPath(new URL(`../programs/${program}.js`, import.meta.url));
  const child = spawn(process.execPath, ['--import', PRELOAD, path], {
    env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'warn', SERVICE_NAME: program, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 60_000,
  });
  const printed = text(child.stdout);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code !== 0) throw new Error(`${program} ended with ${String(code ?? signal)}: ${await printed}`);
  return printed;
}
