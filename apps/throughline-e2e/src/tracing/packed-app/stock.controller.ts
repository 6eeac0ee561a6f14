import { Controller, Get, Param } from '@nestjs/common';
import { Database } from './database.js';

@Controller('stock')
export class StockController {
  constructor(private readonly database: Database) {}

  @Get(':id')
  async find(@Param('id') id: string): Promise<{ found: number }> {
    const { rows } = await this.database.pool.query('SELECT id FROM orders WHERE id = $1', [id]);
    return { found: rows.length };
  }
}
