import { type Environment, flag, text } from '../config/readers.js';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

export function logLevel(env: Environment): string {
  const otherwise = flag(env, 'DEBUG_TRACING', false) ? 'debug' : 'info';
  const level = (text(env, 'LOG_LEVEL') ?? otherwise).toLowerCase();
  if (LOG_LEVELS.includes(level)) return level;
  throw new RangeError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, but is ${JSON.stringify(level)}`);
}
