import { Module } from '@nestjs/common';
import { ClientsModule, Transport } from '@nestjs/microservices';
import { TracingModule } from '@throughline/tracing';
import { Database } from './database.js';
import { OrderEvents } from './order-events.controller.js';
import { OrdersController } from './orders.controller.js';
import { RawMessages } from './raw-messages.js';
import { QUEUE, rabbitUrl } from './settings.js';
import { StockController } from './stock.controller.js';

@Module({
  imports: [
    TracingModule.forRoot(),
    ClientsModule.register([
      {
        name: 'EVENTS',
        transport: Transport.RMQ,
        options: { urls: [rabbitUrl], queue: QUEUE, queueOptions: { durable: false } },
      },
    ]),
  ],
  controllers: [OrdersController, StockController, OrderEvents],
  providers: [Database, RawMessages],
})
export class AppModule {}
