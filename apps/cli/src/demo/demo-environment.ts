import { type PlatformPart, PORT_OFFSETS, portVariable } from '@throughline/contracts';

const isPart = (name: string): name is PlatformPart => name in PORT_OFFSETS;
const OWN_PORTS = Object.keys(PORT_OFFSETS).filter(isPart).map(portVariable);

/** The demo's platform has ports of its own, keeps its trace to itself and needs no key. */
export function demoEnvironment(env: NodeJS.ProcessEnv, portBase: number): NodeJS.ProcessEnv {
  const isOthers = (name: string): boolean => OWN_PORTS.includes(name) || name.startsWith('OTEL_');
  const rest = Object.entries(env).filter(([name]) => !isOthers(name));
  return { ...Object.fromEntries(rest), THROUGHLINE_PORT_BASE: String(portBase) };
}

/** The same for the spans of this process. */
export function keepTracesHere(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (name.startsWith('OTEL_')) Reflect.deleteProperty(env, name);
}
