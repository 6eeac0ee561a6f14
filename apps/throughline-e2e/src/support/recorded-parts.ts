import { runningPlatform } from '@throughline/platform';

/** The process of a running platform that goes by a name: `model-router-2`. */
export function pidOf(home: string, name: string): number {
  const pid = runningPlatform(home)?.parts.find((part) => part.name === name)?.pid;
  if (pid === undefined) throw new Error(`no ${name} runs on ${home}`);
  return pid;
}
