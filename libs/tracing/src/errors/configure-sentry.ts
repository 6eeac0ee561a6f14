import { tracingEnvironment } from '../config/environment.js';
import { errorSink, setErrorSink } from './error-sink.js';
import { watchFailedResponses } from './failed-responses.js';
import { type SentryOptions, sentryOptionsOf } from './sentry-options.js';
import { sentryPackage } from './sentry-package.js';
import { SentrySink } from './sentry-sink.js';

/** The reporting of errors, where it is on. */
export interface SentryHandle {
  readonly enabled: boolean;
  /** Resolves when what has been reported is sent, or after two seconds. Never rejects. */
  flush(): Promise<void>;
  /** The same, and ends the reporting. */
  close(): Promise<void>;
}

const PATIENCE_MS = 2_000;
const done = (): Promise<void> => Promise.resolve();
const OFF: SentryHandle = { enabled: false, flush: done, close: done };
let current: SentryHandle = OFF;

/**
 * Has errors reported to Sentry from now on. Without a DSN nothing of Sentry is loaded, and all that reports does
 * nothing. A second call returns the handle of the first.
 * @throws {RangeError} for a wrong setting, by its name
 * @throws {TracingError} `sentry_missing` when `@sentry/node` is not installed
 */
export function configureSentry(options: SentryOptions = {}): SentryHandle {
  if (errorSink() !== undefined) return current;
  const complete = sentryOptionsOf(options, tracingEnvironment());
  if (complete === undefined) return OFF;
  const sink = new SentrySink(sentryPackage(), complete);
  const unwatch = watchFailedResponses();
  setErrorSink(sink);
  current = {
    enabled: true,
    flush: () => sink.flush(PATIENCE_MS).catch(() => undefined),
    close: () => {
      unwatch();
      setErrorSink(undefined);
      current = OFF;
      return sink.close(PATIENCE_MS).catch(() => undefined);
    },
  };
  return current;
}

/** What is still to be sent gets two seconds; nothing that goes wrong with it is the program's. */
export const closeSentry = (): Promise<void> => current.close();
