import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Consumes, MessagingModule, messagingTables, RabbitTransport } from '@throughline/messaging';
import { PersistenceModule, type UnitOfWork } from '@throughline/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { EntryMade } from './ledger.messages.js';

/** Neither table keeps an entry from being there twice: nothing but the outbox and the inbox may do that. */
class CreateLedger1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SEQUENCE entry_numbers');
    await runner.query('CREATE TABLE entries (entry int NOT NULL)');
    await runner.query('CREATE TABLE effects (entry int NOT NULL)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE effects, entries');
    await runner.query('DROP SEQUENCE entry_numbers');
  }
}

const parts = (service: string) => [
  PersistenceModule.forRoot({
    schema: service,
    entities: [],
    migrations: [CreateLedger1700000000000],
    tables: [messagingTables],
  }),
  MessagingModule.forRoot({ service }),
];

@Controller()
class EffectsController {
  @Consumes(EntryMade)
  async onEntryMade({ entry }: EntryMade, work: UnitOfWork): Promise<void> {
    await work.manager.query('INSERT INTO effects (entry) VALUES ($1)', [entry]);
  }
}

@Module({ imports: parts('ledger-source') })
class SourceModule {}

@Module({ imports: parts('ledger-sink'), controllers: [EffectsController] })
class SinkModule {}

/** Starts one of the two services, without a port, and tells the parent when it sends and receives. */
export async function startLedger(role: 'source' | 'sink'): Promise<NestFastifyApplication> {
  const module = role === 'source' ? SourceModule : SinkModule;
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger: ['error', 'warn'],
  });
  app.connectMicroservice({ strategy: app.get(RabbitTransport) });
  await app.startAllMicroservices();
  await app.init();
  process.send?.('ready');
  return app;
}
