// The service that is measured: NestJS on Fastify, two queries a request, and a message sent and received in a tenth of them.
import 'reflect-metadata';
import { Controller, Get, Injectable, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import amqplib from 'amqplib';
import pg from 'pg';
import { answerMeasurements } from './measured.mjs';

const { BENCH_QUEUE, BENCH_VARIANT, DATABASE_URL, RABBITMQ_URL } = process.env;
const MESSAGE_EVERY = 10;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
const messages = { sent: 0, received: 0 };
const connection = await amqplib.connect(RABBITMQ_URL);
const channel = await connection.createChannel();
await channel.assertQueue(BENCH_QUEUE, { durable: false, autoDelete: true });
await channel.consume(BENCH_QUEUE, (message) => {
  channel.ack(message);
  messages.received += 1;
});

class OrdersService {
  async find(id) {
    const order = await pool.query('SELECT id, customer, total FROM orders WHERE id = $1', [id]);
    const items = await pool.query('SELECT name, quantity FROM items WHERE order_id = $1 ORDER BY name', [
      id,
    ]);
    if (id % MESSAGE_EVERY === 0) this.tell(id);
    return { ...order.rows[0], items: items.rows };
  }

  tell(id) {
    messages.sent += 1;
    channel.publish('', BENCH_QUEUE, Buffer.from(JSON.stringify({ order: id })), {
      contentType: 'application/json',
    });
  }
}

class OrdersController {
  constructor(orders) {
    this.orders = orders;
  }

  find(id) {
    return this.orders.find(Number(id));
  }
}

class AppModule {}

// What the compiler makes of decorators.
Injectable()(OrdersService);
Reflect.defineMetadata('design:paramtypes', [OrdersService], OrdersController);
Get(':id')(
  OrdersController.prototype,
  'find',
  Object.getOwnPropertyDescriptor(OrdersController.prototype, 'find'),
);
Param('id')(OrdersController.prototype, 'find', 0);
Controller('orders')(OrdersController);
Module({ controllers: [OrdersController], providers: [OrdersService] })(AppModule);

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['error'] });
await app.listen(0, '127.0.0.1');
answerMeasurements({ variant: BENCH_VARIANT, messages });
process.send({ kind: 'ready', port: app.getHttpServer().address().port });
