import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
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
  TracingMetricsOption,
  TracingModuleAsyncOptions,
  TracingModuleOptions,
  TracingOptionsFactory,
} from './tracing-module-options.js';
import { TRACING_HANDLE, TRACING_OPTIONS } from './tokens.js';

export function moduleDefinition(module: Type<object>, options: TracingForRootOptions): DynamicModule {
  const { metrics, ...rest } = options;
  return definition(module, { ...(metrics === undefined ? {} : { metrics }) }, [
    { provide: TRACING_OPTIONS, useValue: rest },
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
  { metrics = {} }: TracingMetricsOption,
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
      errorsProvider,
      TraceService,
      TracingHealthIndicator,
    ],
    exports: [TRACING_OPTIONS, TRACING_HANDLE, TraceService, TracingHealthIndicator],
  };
}

const handleProvider: Provider = {
  provide: TRACING_HANDLE,
  inject: [TRACING_OPTIONS],
  useFactory: (options: TracingModuleOptions) => applyOptions(options),
};

const errorsProvider: Provider = {
  provide: APP_INTERCEPTOR,
  useFactory: () => new ErrorTrackingInterceptor(),
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
