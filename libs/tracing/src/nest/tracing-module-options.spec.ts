import 'reflect-metadata';
import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { governanceMode } from '../governance/governance-mode.js';
import { constitutionalHash } from '../governance/policy-hash.js';
import { TracingHealthIndicator } from '../health/tracing-health.indicator.js';
import { getPrivacyFilter } from '../privacy/configured-filter.js';
import { getSamplingManager } from '../sampling/sampling-manager.js';
import { TRACING_HANDLE, TRACING_OPTIONS } from './tokens.js';
import { TraceService } from './trace.service.js';
import type { TracingModuleAsyncOptions, TracingModuleOptions } from './tracing-module-options.js';
import { TracingModule } from './tracing.module.js';

const options: TracingModuleOptions = { whenNotStarted: 'ignore', privacy: { keys: ['shop.*'] } };

@Injectable()
class Settings {
  createTracingOptions(): Promise<TracingModuleOptions> {
    return Promise.resolve(options);
  }
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

@Module({})
class AppModule {}

/** What an application of other modules gets from the module, which is global. */
async function injected(imported: Promise<DynamicModule>): Promise<unknown> {
  const app = await NestFactory.createApplicationContext(
    { module: AppModule, imports: [await imported] },
    { logger: false, abortOnError: false },
  );
  try {
    expect(app.get(TraceService)).toBeInstanceOf(TraceService);
    expect(app.get(TracingHealthIndicator).isHealthy('tracing')).toEqual({
      tracing: { status: 'up', tracing: 'off' },
    });
    expect(app.get(TRACING_HANDLE)).toBeUndefined();
    return app.get(TRACING_OPTIONS);
  } finally {
    await app.close();
  }
}

describe('TracingModule', () => {
  it('takes its options as they are', async () => {
    expect(await injected(TracingModule.forRoot({ ...options, metrics: false }))).toEqual(options);
  });

  const ways: [string, TracingModuleAsyncOptions][] = [
    [
      'useFactory',
      {
        imports: [SettingsModule],
        inject: [Settings],
        useFactory: (made: Settings) => made.createTracingOptions(),
      },
    ],
    ['useExisting', { imports: [SettingsModule], useExisting: Settings }],
    ['useClass', { useClass: Settings }],
  ];
  it.each(ways)('takes them from %s', async (_way, given) => {
    expect(await injected(TracingModule.forRootAsync({ ...given, metrics: false }))).toEqual(options);
  });

  it('makes sampling, privacy and governance what they say', async () => {
    const hash = 'cdd01ef066bc6cf2';
    const sampling = { type: 'adaptive', targetTps: 7 } as const;
    await injected(TracingModule.forRoot({ ...options, sampling, governance: { hash, isStrict: true } }));
    expect(constitutionalHash()).toBe(hash);
    expect(governanceMode()).toEqual({ validates: true, isStrict: true });
    expect(getSamplingManager().getSamplingStats()).toMatchObject({ decided: 0, sampleRate: 0.1 });
    expect(getPrivacyFilter().filterAttributes({ 'shop.card': '7' })).toEqual({ 'shop.card': '***' });
  });

  it('says what is missing where there is none of them', async () => {
    await expect(TracingModule.forRootAsync({})).rejects.toMatchObject({ code: 'tracing_options_missing' });
  });
});
