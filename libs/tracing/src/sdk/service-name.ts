import { type Environment, text } from '../config/readers.js';
import { givenAttributes } from './resource-attributes.js';

export const serviceName = (env: Environment): string =>
  text(env, 'OTEL_SERVICE_NAME') ??
  givenAttributes(env)['service.name'] ??
  text(env, 'SERVICE_NAME') ??
  'unknown_service';
