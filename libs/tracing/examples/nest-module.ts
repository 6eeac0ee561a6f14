import 'reflect-metadata';
import { Controller, Get, Injectable, Module, Param, SetMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthCheck, type HealthCheckResult, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import {
  TracingHealthIndicator,
  TracingModule,
  countAgentCall,
  countAuthFailure,
  countCache,
  countFenced,
  metricsText,
} from '@throughline/tracing';
import { MetricService, OpenTelemetryModule, OtelMethodCounter } from 'nestjs-otel';

/** What a global guard of this application knows as open to everyone. */
const Public = () => SetMetadata('public', true);

@Injectable()
class ShopConfig {
  readonly tracesPerSecond = 100;
}

@Module({ providers: [ShopConfig], exports: [ShopConfig] })
class ConfigModule {}

@Module({
  imports: [
    TracingModule.forRootAsync({
      imports: [ConfigModule],
      inject: [ShopConfig],
      useFactory: (config: ShopConfig) => ({
        sampling: { type: 'adaptive', baseSampleRate: 1, targetTps: config.tracesPerSecond },
        privacy: { keys: ['customer.*'] },
      }),
      metrics: { path: '/metrics', readers: 'private', decorators: [Public()] },
    }),
  ],
})
export class ObservedModule {}

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly tracing: TracingHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check(): Promise<HealthCheckResult> {
    return this.health.check([() => this.tracing.isHealthy('tracing')]);
  }
}

@Injectable()
class Stock {
  constructor(private readonly metrics: MetricService) {}

  @OtelMethodCounter() // app.Stock.reserve.calls.total
  reserve(items: number): void {
    this.metrics.getHistogram('stock_reserved_items').record(items);
  }
}

@Controller('prices')
class PricesController {
  private readonly prices = new Map([['tea', 3]]);
  constructor(private readonly stock: Stock) {}

  @Get(':id')
  read(@Param('id') id: string): { readonly price: number } {
    this.stock.reserve(1);
    countCache('prices', this.prices.has(id)); // cache_requests_total, cache_hits_total
    countAgentCall({ agent: 'buyer', status: 'error', seconds: 2.5, errorKind: 'timeout' });
    countAuthFailure('expired_token');
    countFenced('orders'); // fenced_total: somebody else has that work by now
    return { price: this.prices.get(id) ?? 0 };
  }
}

@Module({
  imports: [ObservedModule, OpenTelemetryModule.forRoot(), TerminusModule],
  controllers: [HealthController, PricesController],
  providers: [Stock],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: false, forceCloseConnections: true });
await app.listen(0, '127.0.0.1');
for (const path of ['/prices/tea', '/health', '/metrics'])
  await fetch(`${await app.getUrl()}${path}`, { signal: AbortSignal.timeout(5_000) });
const text = await metricsText();
for (const name of [
  'cache_hits_total',
  'fenced_total',
  'app_Stock_reserve_calls_total',
  'stock_reserved_items_count',
])
  if (!text.includes(`\n${name}`)) throw new Error(`${name} is missing`);
await app.close();
