import { ThroughlineError } from '@throughline/contracts';
import { PortInUseError } from './lifecycle.errors.js';

/** What a person is told of a failed start, or undefined when only a log with a stack can tell. */
export function sentenceOf(error: unknown): string | undefined {
  // RangeError: `portOf` says which variable holds no port.
  return error instanceof ThroughlineError || error instanceof RangeError ? error.message : undefined;
}

/** 2: something must be set differently; 3: the port is taken; 1: a fault, another try may help. */
export function exitCodeOf(error: unknown): 1 | 2 | 3 {
  if (error instanceof PortInUseError) return 3;
  if (error instanceof RangeError) return 2;
  return error instanceof ThroughlineError && error.kind === 'invalid' ? 2 : 1;
}
