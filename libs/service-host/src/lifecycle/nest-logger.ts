import type { LoggerService } from '@nestjs/common';
import { type Logger, getLogger } from '@throughline/tracing';

/** Nest's own words in the platform's log. What it says of its start is for debugging. */
export class NestLogger implements LoggerService {
  readonly #log: Logger = getLogger('nest');

  log(message: unknown, ...more: unknown[]): void {
    this.#log.debug(fields(more), text(message));
  }
  fatal(message: unknown, ...more: unknown[]): void {
    this.#log.fatal(fields(more), text(message));
  }
  error(message: unknown, ...more: unknown[]): void {
    this.#log.error(fields(more), text(message));
  }
  warn(message: unknown, ...more: unknown[]): void {
    this.#log.warn(fields(more), text(message));
  }
  debug(message: unknown, ...more: unknown[]): void {
    this.#log.debug(fields(more), text(message));
  }
  verbose(message: unknown, ...more: unknown[]): void {
    this.#log.trace(fields(more), text(message));
  }
}

/** Nest gives its context last, and before it, of errors, the stack. */
function fields(more: readonly unknown[]): object {
  const context = more.at(-1);
  const details = more.slice(0, -1).filter((item) => item !== undefined);
  return { ...(typeof context === 'string' ? { context } : {}), ...(details.length > 0 ? { details } : {}) };
}

const text = (message: unknown): string =>
  message instanceof Error
    ? (message.stack ?? message.message)
    : typeof message === 'string'
      ? message
      : JSON.stringify(message);
