import { createRequire } from 'node:module';
import { TracingError } from '../tracing-error.js';

export type SentryPackage = typeof import('@sentry/node');

type Integration = NonNullable<Parameters<SentryPackage['addIntegration']>[0]>;

interface Packages {
  '@sentry/node': SentryPackage;
  '@sentry/profiling-node': { nodeProfilingIntegration(): Integration };
}

const load: <Name extends keyof Packages>(name: Name) => Packages[Name] = createRequire(import.meta.url);

/** `@sentry/node`, loaded when it is needed: 40 MB that no program without a DSN has. @throws {TracingError} `sentry_missing` */
export function sentryPackage(): SentryPackage {
  try {
    return load('@sentry/node');
  } catch (cause) {
    const message =
      'errors are to be reported to Sentry, but its package cannot be loaded: npm install @sentry/node, or unset SENTRY_DSN';
    throw new TracingError('sentry_missing', message, { cause });
  }
}

/** What measures where the time goes, when its package is installed beside Sentry's own. */
export function profilingIntegration(): Integration | undefined {
  try {
    return load('@sentry/profiling-node').nodeProfilingIntegration();
  } catch {
    return undefined;
  }
}
