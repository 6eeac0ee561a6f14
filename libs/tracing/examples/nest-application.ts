import 'reflect-metadata';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TraceService, TracingHealthIndicator, TracingModule } from '@throughline/tracing';

@Module({ imports: [TracingModule.forRoot()] })
export class AppModule {}

@Controller('orders')
class OrdersController {
  constructor(
    private readonly traces: TraceService,
    private readonly tracing: TracingHealthIndicator,
  ) {}

  @Get(':id')
  read(@Param('id') id: string): { readonly id: string } {
    this.traces.getSpan()?.setAttribute('order.id', id);
    return { id };
  }

  @Get('health')
  health(): object {
    return this.tracing.isHealthy('tracing'); // with Terminus: health.check([() => tracing.isHealthy('tracing')])
  }
}

@Module({ imports: [AppModule], controllers: [OrdersController] })
class ShopModule {}

const app = await NestFactory.create(ShopModule, { logger: false, forceCloseConnections: true });
await app.listen(0, '127.0.0.1');
await fetch(`${await app.getUrl()}/orders/7`, { signal: AbortSignal.timeout(5_000) });
await app.close();
