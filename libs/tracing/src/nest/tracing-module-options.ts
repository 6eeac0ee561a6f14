import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency, Type } from '@nestjs/common';
import type { SentryOptions } from '../errors/sentry-options.js';
import type { GovernanceMode } from '../governance/governance-mode.js';
import type { PrivacyOptions } from '../privacy/privacy-filter.js';
import type { SamplingStrategy } from '../sampling/strategy.js';
import type { TracingOptions } from '../sdk/initialize.js';
import type { MetricsRoute } from './metrics-route.js';

/** What `TracingModule` does. Everything has a default; what starts the SDK holds only where the preload has not done it. */
export interface TracingModuleOptions extends TracingOptions {
  /** How traces that are not runs are chosen, from now on. Default: what the environment says. */
  readonly sampling?: SamplingStrategy;
  /** More names and forms of words that are secret. */
  readonly privacy?: PrivacyOptions;
  /** The hash of the policy, and what is done with another one. Default: what the environment says. */
  readonly governance?: Partial<GovernanceMode> & { readonly hash?: string };
  /**
   * Where the preload was forgotten: `start` tracing now and warn, since what was imported before is not traced; or
   * `ignore` it and work without. Default `start`.
   */
  readonly whenNotStarted?: 'start' | 'ignore';
  /** Ids on answers, names of server spans, and metrics of requests. Default true. */
  readonly http?: boolean;
  /**
   * Exports what has ended when the application is closed, and before a SIGTERM or SIGINT that nobody handles ends the
   * process. Default true; false for who calls `shutdown()` of the handle.
   */
  readonly flushAtEnd?: boolean;
}

/** What has to be known before providers are. */
export interface TracingStaticOptions {
  /** The metrics of the process over HTTP; `false` for none. Default: `/metrics` for callers of private networks. */
  readonly metrics?: MetricsRoute | false;
  /** Where errors are reported, where the preload has not done it; see `configureSentry`. Default: SENTRY_DSN, else nowhere. */
  readonly sentry?: SentryOptions;
}

/** What `TracingModule.forRoot` takes. */
export type TracingForRootOptions = TracingModuleOptions & TracingStaticOptions;

/** A class that works out the options, for `useClass` and `useExisting`. */
export interface TracingOptionsFactory {
  createTracingOptions(): TracingModuleOptions | Promise<TracingModuleOptions>;
}

/** Options that providers work out; what has to be known before stands beside. */
export interface TracingModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'>, TracingStaticOptions {
  // The arguments are what `inject` names, which TypeScript cannot relate to it: as in Nest's own FactoryProvider.
  readonly useFactory?: (...args: never[]) => TracingModuleOptions | Promise<TracingModuleOptions>;
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[];
  readonly useClass?: Type<TracingOptionsFactory>;
  readonly useExisting?: InjectionToken<TracingOptionsFactory>;
}
