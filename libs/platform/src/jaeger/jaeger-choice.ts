import type { Progress } from '../progress.js';
import { findProgram } from '../process/find-program.js';
import { runningDocker } from '../rabbitmq/docker-broker.js';
import { buildJaeger, builtJaeger } from './build-jaeger.js';

/** How a Jaeger is had on this machine. */
export type JaegerChoice =
  /** `isOurs`: built here, so that every user may run it. */
  { readonly program: string; readonly isOurs: boolean } | { readonly docker: string };

/**
 * `jaeger` on the PATH, else one that was built here before, else Docker, else a Go build.
 * @throws {JaegerMissingError} naming the ways out
 */
export async function chooseJaeger(
  env: NodeJS.ProcessEnv,
  runtimes: string,
  progress: Progress,
): Promise<JaegerChoice> {
  const installed = findProgram('jaeger', env);
  if (installed !== undefined) return { program: installed, isOurs: false };
  const built = builtJaeger(runtimes);
  if (built !== undefined) return { program: built, isOurs: true };
  const docker = await runningDocker(env);
  if (docker !== undefined) return { docker };
  return { program: await buildJaeger(env, runtimes, progress), isOurs: true };
}
