import 'reflect-metadata';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TracingModule } from '@throughline/tracing';

@Module({ imports: [TracingModule.forRoot()] })
export class AppModule {}

@Controller('orders')
class OrdersController {
  @Get(':id')
  read(@Param('id') id: string): { readonly id: string } {
    return { id };
  }
}

@Module({ imports: [AppModule], controllers: [OrdersController] })
class ShopModule {}

const app = await NestFactory.create(ShopModule, { logger: false, forceCloseConnections: true });
await app.listen(0, '127.0.0.1');
await fetch(`${await app.getUrl()}/orders/7`, { signal: AbortSignal.timeout(5_000) });
await app.close();
