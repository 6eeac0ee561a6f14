import { type Environment, ratio, text } from '../config/readers.js';
import { checkedDsn } from './dsn.js';

/** What is reported to Sentry; what is not given comes from the environment. */
export interface SentryOptions {
  /** The project that errors go to; default: SENTRY_DSN. Without one nothing is reported, and nothing of Sentry loaded. */
  readonly dsn?: string;
  /** Default: ENVIRONMENT, else `development`. */
  readonly environment?: string;
  /** Default: GIT_COMMIT_SHA, else `unknown`. */
  readonly release?: string;
  /** Ratio of the errors that are reported; default: SENTRY_SAMPLE_RATE, else 1. */
  readonly sampleRate?: number;
  /** Ratio of the recorded traces that Sentry is given as well; default: SENTRY_TRACES_SAMPLE_RATE, else 0.1 in production and 1 elsewhere. */
  readonly tracesSampleRate?: number;
  /** Ratio of the processes that are profiled, where `@sentry/profiling-node` is installed; default: 0.1. */
  readonly profilesSampleRate?: number;
  /** Answers of these statuses are reported; default: 403, 404, 429, 500, 502, 503, 504. */
  readonly failedStatusCodes?: readonly number[];
}

export type CompleteSentryOptions = Required<SentryOptions>;

export const FAILED_STATUS_CODES: readonly number[] = [403, 404, 429, 500, 502, 503, 504];

/** The options with their defaults; undefined where there is no DSN. @throws {RangeError} that names the setting */
export function sentryOptionsOf(options: SentryOptions, env: Environment): CompleteSentryOptions | undefined {
  const { dsn, from } =
    options.dsn === undefined
      ? { dsn: text(env, 'SENTRY_DSN'), from: 'SENTRY_DSN' }
      : { dsn: options.dsn, from: 'dsn (SENTRY_DSN)' };
  if (dsn === undefined || dsn === '') return undefined;
  const environment = options.environment ?? text(env, 'ENVIRONMENT') ?? 'development';
  const share = environment === 'production' ? 0.1 : 1;
  return {
    dsn: checkedDsn(dsn, from),
    environment,
    release: options.release ?? text(env, 'GIT_COMMIT_SHA') ?? 'unknown',
    sampleRate: rate(options.sampleRate, 'sampleRate') ?? ratio(env, ['SENTRY_SAMPLE_RATE'], 1),
    tracesSampleRate:
      rate(options.tracesSampleRate, 'tracesSampleRate') ?? ratio(env, ['SENTRY_TRACES_SAMPLE_RATE'], share),
    profilesSampleRate: rate(options.profilesSampleRate, 'profilesSampleRate') ?? 0.1,
    failedStatusCodes: options.failedStatusCodes ?? FAILED_STATUS_CODES,
  };
}

function rate(value: number | undefined, name: string): number | undefined {
  if (value === undefined || (value >= 0 && value <= 1)) return value;
  throw new RangeError(`${name} must be from 0 to 1, but is ${value}`);
}
