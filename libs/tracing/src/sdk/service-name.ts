import { type Environment, text } from '../config/readers.js';

export const serviceName = (env: Environment): string =>
  text(env, 'OTEL_SERVICE_NAME', 'SERVICE_NAME') ?? 'unknown_service';
