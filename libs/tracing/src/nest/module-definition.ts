import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
import { tracingEnvironment } from '../config/environment.js';
import { text } from '../config/readers.js';
import { configureSentry } from '../errors/configure-sentry.js';
import type { SentryOptions } from '../errors/sentry-options.js';
import { ErrorTrackingInterceptor } from '../errors/error-tracking.interceptor.js';
import { TracingHealthIndicator } from '../health/tracing-health.indicator.js';
import type { TracingHandle } from '../sdk/runtime.js';
import { TracingError } from '../tracing-error.js';
import { applyOptions } from './apply-options.js';
import { metricsController } from './metrics.controller.js';
import { TraceService } from './trace.service.js';
import { type AdapterHost, TracingLifecycle } from './tracing-lifecycle.js';
import type {
  TracingForRootOptions,
  TracingModuleAsyncOptions,
  TracingModuleOptions,
  TracingOptionsFactory,
  TracingStaticOptions,
} from './tracing-module-options.js';
import { TRACING_HANDLE, TRACING_OPTIONS } from './tokens.js';

export function moduleDefinition(
  module: Type<object>,
  { metrics = {}, sentry, ...options }: TracingForRootOptions,
): DynamicModule {
  return definition(module, { metrics, ...(sentry && { sentry }) }, [
    { provide: TRACING_OPTIONS, useValue: options },
  ]);
}

export function asyncModuleDefinition(
  module: Type<object>,
  options: TracingModuleAsyncOptions,
): DynamicModule {
  return { ...definition(module, options, optionsProviders(options)), imports: options.imports ?? [] };
}

function definition(
  module: Type<object>,
  { metrics = {}, sentry }: TracingStaticOptions,
  options: readonly Provider[],
): DynamicModule {
  return {
    module,
    global: true,
    controllers: metrics === false ? [] : [metricsController(metrics)],
    providers: [
      ...options,
      handleProvider,
      lifecycleProvider,
      TraceService,
      TracingHealthIndicator,
      ...errorTracking(sentry),
    ],
    exports: [TRACING_OPTIONS, TRACING_HANDLE, TraceService, TracingHealthIndicator],
  };
}

/** Only where there is somebody to report to: an interceptor costs every request something. */
function errorTracking(options: SentryOptions | undefined): Provider[] {
  if (options === undefined && text(tracingEnvironment(), 'SENTRY_DSN') === undefined) return [];
  configureSentry(options);
  return [{ provide: APP_INTERCEPTOR, useClass: ErrorTrackingInterceptor }];
}

const handleProvider: Provider = {
  provide: TRACING_HANDLE,
  inject: [TRACING_OPTIONS],
  useFactory: (options: TracingModuleOptions) => applyOptions(options),
};

const lifecycleProvider: Provider = {
  provide: TracingLifecycle,
  inject: [TRACING_OPTIONS, TRACING_HANDLE, HttpAdapterHost],
  useFactory: (options: TracingModuleOptions, handle: TracingHandle | undefined, host: AdapterHost) =>
    new TracingLifecycle(options, handle, host),
};

function optionsProviders(options: TracingModuleAsyncOptions): Provider[] {
  const { useFactory, useClass, useExisting, inject = [] } = options;
  if (useFactory !== undefined) return [{ provide: TRACING_OPTIONS, inject, useFactory }];
  const factory = useExisting ?? useClass;
  if (factory === undefined) {
    throw new TracingError(
      'tracing_options_missing',
      'TracingModule.forRootAsync needs useFactory, useClass or useExisting; without options use forRoot()',
    );
  }
  return [
    ...(useClass === undefined ? [] : [useClass]),
    {
      provide: TRACING_OPTIONS,
      inject: [factory],
      useFactory: (made: TracingOptionsFactory) => made.createTracingOptions(),
    },
  ];
}
