/** The services of the platform, each an app of that name. */
export const SERVICES = [
  'api-gateway',
  'model-router',
  'plan-management',
  'workflow-orchestrator',
  'agent-runtime',
  'git-worktree',
  'verification-feedback',
  'trace-analyzer',
] as const;
export type ServiceName = (typeof SERVICES)[number];

/** The root of every run's trace. */
export const RUN_SPAN_NAME = 'workflow_orchestrator.run';

/** Distance of each part's port from THROUGHLINE_PORT_BASE (default 7400). The one place that names ports. */
export const PORT_OFFSETS = {
  'api-gateway': 0,
  'model-router': 10,
  'plan-management': 20,
  'workflow-orchestrator': 30,
  postgres: 32,
  'agent-runtime': 40,
  'git-worktree': 50,
  'verification-feedback': 60,
  'trace-analyzer': 70,
  rabbitmq: 72,
  console: 80,
  jaeger: 90,
} as const satisfies Record<string, number>;
export const DEFAULT_PORT_BASE = 7400;
export type PlatformPart = keyof typeof PORT_OFFSETS;

/** The variable that overrides one part's port: `MODEL_ROUTER_PORT`. */
export const portVariable = (part: PlatformPart): string => `${part.toUpperCase().replaceAll('-', '_')}_PORT`;

/** The port of a part on 127.0.0.1. @throws {RangeError} when a variable holds no port */
export function portOf(part: PlatformPart, env: NodeJS.ProcessEnv = process.env): number {
  const own = env[portVariable(part)];
  if (own !== undefined && own !== '') return port(own, portVariable(part));
  const base = env['THROUGHLINE_PORT_BASE'];
  const start = base === undefined || base === '' ? DEFAULT_PORT_BASE : port(base, 'THROUGHLINE_PORT_BASE');
  return start + PORT_OFFSETS[part];
}

function port(text: string, variable: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  throw new RangeError(`${variable} must be a port from 1 to 65535, but is ${JSON.stringify(text)}`);
}
