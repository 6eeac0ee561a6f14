import type { Readable } from 'node:stream';
import { createInterface, type Interface } from 'node:readline';

/** What bubblewrap tells about the sandbox on its status descriptor, one JSON object a line. */
export interface SandboxStatus {
  /** The host's id of the sandbox's first process, once there is one; undefined when there never was. */
  readonly childPid: Promise<number | undefined>;
  /** The program's exit code; undefined when the program was never started, or was killed with the sandbox. */
  readonly exitCode: Promise<number | undefined>;
}

export function readStatus(stream: Readable): SandboxStatus {
  const lines = createInterface({ input: stream });
  // The lines end with the stream, and a broken stream is one that ended.
  stream.on('error', () => lines.close());
  return { childPid: firstNumber(lines, 'child-pid'), exitCode: firstNumber(lines, 'exit-code') };
}

function firstNumber(lines: Interface, name: string): Promise<number | undefined> {
  const pattern = new RegExp(`"${name}": (\\d+)`);
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      const found = pattern.exec(line)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    lines.on('close', () => resolve(undefined));
  });
}
