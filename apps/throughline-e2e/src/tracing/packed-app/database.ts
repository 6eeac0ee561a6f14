import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { databaseUrl } from './settings.js';

/** The database by both ways: pg itself, and TypeORM, which uses pg. */
@Injectable()
export class Database implements OnModuleInit, OnApplicationShutdown {
  readonly pool = new pg.Pool({ connectionString: databaseUrl });
  readonly dataSource = new DataSource({ type: 'postgres', url: databaseUrl });

  async onModuleInit(): Promise<void> {
    await this.pool.query('CREATE TABLE IF NOT EXISTS orders (id text PRIMARY KEY, state text NOT NULL)');
    await this.dataSource.initialize();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dataSource.destroy();
    await this.pool.end();
  }
}
