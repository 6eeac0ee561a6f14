import { type Environment, flag } from '../config/readers.js';

const PERFORMANCE = /duration|_in_flight$|^process_|^nodejs_/;
const SECURITY = /^auth_failures/;

/** Which metrics are shown, by their names. @throws {RangeError} that names the variable */
export function wantedMetrics(env: Environment): (name: string) => boolean {
  const unwanted = [
    ...(flag(env, 'PERFORMANCE_MONITORING', true) ? [] : [PERFORMANCE]),
    ...(flag(env, 'SECURITY_MONITORING', true) ? [] : [SECURITY]),
  ];
  return (name) => !unwanted.some((pattern) => pattern.test(name));
}
