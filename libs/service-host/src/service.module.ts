import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { TerminusModule } from '@nestjs/terminus';
import { ServiceClientModule } from '@throughline/service-client';
import { TracingModule } from '@throughline/tracing';
import { LocalTokenGuard } from './auth/local-token.guard.js';
import { LOCAL_TOKEN, LocalAccess } from './auth/local-access.js';
import { Public } from './auth/public.decorator.js';
import { LocalTokenStrategy } from './auth/local-token.strategy.js';
import { readOwnToken } from './auth/own-token.js';
import { loadConfig } from './config/load-config.js';
import { HealthController } from './health/health.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { validationPipe } from './http/validation.js';
import { ServiceLifecycle } from './lifecycle/service-lifecycle.js';
import { loadParts } from './parts/load-parts.js';
import { SERVICE_PARTS } from './parts/service-part.js';
import { SERVICE_OPTIONS, type ServiceOptions } from './service-options.js';
import { TraceSpansController } from './settling/trace-spans.controller.js';

/** What makes a module a service: configuration, access, health, metrics, errors, and the parts it asks for. */
@Global()
@Module({})
export class ServiceModule {
  static async forRoot<Config extends object>(options: ServiceOptions<Config>): Promise<DynamicModule> {
    const parts = await loadParts(options);
    // A CommonJS module that requires Nest's ES modules: they must have been loaded in full before it.
    const { OpenTelemetryModule } = await import('nestjs-otel');
    return {
      module: ServiceModule,
      imports: [
        PassportModule,
        // The process itself starts and stops tracing; one that hosts a service for a test does without.
        TracingModule.forRoot({
          whenNotStarted: 'ignore',
          flushAtEnd: false,
          metrics: { decorators: [Public()] },
        }),
        OpenTelemetryModule.forRoot(),
        TerminusModule.forRoot({ logger: false, errorLogStyle: 'json' }),
        ServiceClientModule.forRoot(),
        ...parts.map(({ module }) => module),
      ],
      controllers: [HealthController, TraceSpansController],
      providers: [
        { provide: SERVICE_OPTIONS, useValue: options },
        { provide: SERVICE_PARTS, useValue: parts },
        ServiceLifecycle,
        ...configProvider(options),
        ...edge,
      ],
      exports: [ServiceLifecycle, LocalAccess, ...(options.config === undefined ? [] : [options.config])],
    };
  }
}

/** Who gets in, what gets in, and what a refusal looks like. */
const edge: readonly Provider[] = [
  { provide: LOCAL_TOKEN, useFactory: () => readOwnToken(process.env) },
  LocalAccess,
  LocalTokenStrategy,
  { provide: APP_GUARD, useClass: LocalTokenGuard },
  { provide: APP_PIPE, useFactory: validationPipe },
  { provide: APP_FILTER, useClass: ProblemFilter },
];

function configProvider<Config extends object>({ config }: ServiceOptions<Config>): Provider[] {
  return config === undefined ? [] : [{ provide: config, useFactory: () => loadConfig(config) }];
}
