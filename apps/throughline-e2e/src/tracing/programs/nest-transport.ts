// A NestJS microservice on RabbitMQ and its client, in one process.
import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  type MicroserviceOptions,
  Payload,
  Transport,
} from '@nestjs/microservices';
import { traceAsyncOperation, traceOperation } from '@throughline/tracing';
import { lastValueFrom, map, type Observable, timer } from 'rxjs';
import { exportAll } from './exporting.js';

const HANDLING_MS = 60;
const QUEUE = 'nest';
const options = {
  urls: [process.env['RABBITMQ_URL'] ?? ''],
  queue: QUEUE,
  queueOptions: { durable: false },
};

const { promise: allHandled, resolve } = Promise.withResolvers<void>();
let open = 32;
const handled = (): void => {
  open--;
  if (open === 0) resolve();
};

@Controller()
class Numbers {
  @EventPattern('counted')
  counted(@Payload() n: number): void {
    traceOperation('handler.counted', { 'number.value': n }, handled);
  }

  @EventPattern('failing')
  async failing(@Payload() _n: number): Promise<void> {
    await sleep(HANDLING_MS);
    handled();
    throw new RangeError('the number is out of range');
  }

  @EventPattern('streamed')
  streamed(@Payload() _n: number): Observable<void> {
    return timer(HANDLING_MS).pipe(map(handled));
  }

  @MessagePattern('doubled')
  async doubled(@Payload() n: number): Promise<number> {
    await sleep(HANDLING_MS);
    return n * 2;
  }

  @MessagePattern('refused')
  refused(@Payload() _n: number): never {
    throw new RangeError('no such number');
  }
}

@Module({ controllers: [Numbers] })
class NumbersModule {}

const service = await NestFactory.createMicroservice<MicroserviceOptions>(NumbersModule, {
  transport: Transport.RMQ,
  options,
  logger: false,
});
await service.listen();
const client = ClientProxyFactory.create({ transport: Transport.RMQ, options });

const emit = (pattern: string, n: number): Promise<void> =>
  lastValueFrom(client.emit<void, number>(pattern, n), { defaultValue: undefined });

await Promise.all(
  Array.from({ length: 30 }, (_, n) => traceAsyncOperation(`sender.${n}`, {}, () => emit('counted', n))),
);
await traceAsyncOperation('sender.failing', {}, () => emit('failing', 0));
await traceAsyncOperation('sender.streamed', {}, () => emit('streamed', 0));
const doubled = await traceAsyncOperation('sender.doubled', {}, () =>
  lastValueFrom(client.send<number, number>('doubled', 21)),
);
await traceAsyncOperation('sender.refused', {}, () =>
  lastValueFrom(client.send('refused', 1), { defaultValue: undefined }).catch(() => undefined),
);
await allHandled;
await client.close();
await service.close();
process.stdout.write(String(doubled));
await exportAll();
