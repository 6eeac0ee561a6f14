import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Controller, Inject, Param, Post, Req } from '@nestjs/common';
import { ClientProxy } from '@nestjs/microservices';
import { recordLlmUsage, traceLlmCall } from '@throughline/tracing';
import { lastValueFrom } from 'rxjs';
import { Database } from './database.js';
import { RawMessages } from './raw-messages.js';

const run = promisify(execFile);
const MODEL = { provider: 'anthropic', model: 'claude', operation: 'chat' };

interface Incoming {
  readonly headers: { readonly host?: string };
}

@Controller('orders')
export class OrdersController {
  constructor(
    private readonly database: Database,
    private readonly raw: RawMessages,
    @Inject('EVENTS') private readonly events: ClientProxy,
  ) {}

  /** A bit of everything: Postgres, TypeORM, HTTP, a program, a model, messages. */
  @Post(':id')
  async place(@Param('id') id: string, @Req() { headers }: Incoming): Promise<{ stock: unknown }> {
    await this.database.pool.query('INSERT INTO orders (id, state) VALUES ($1, $2)', [id, 'new']);
    await this.database.dataSource.transaction((manager) =>
      manager.query('UPDATE orders SET state = $2 WHERE id = $1', [id, 'placed']),
    );
    const response = await fetch(`http://${headers.host ?? ''}/stock/${id}`);
    await run(process.execPath, ['-e', '', '--', '--token=hunter2']);
    await traceLlmCall(MODEL, (span) => {
      recordLlmUsage(span, MODEL, { inputTokens: 3, outputTokens: 1 });
      return Promise.resolve();
    });
    await this.raw.send(id);
    await lastValueFrom(this.events.emit('order.placed', { id }), { defaultValue: undefined });
    return { stock: await response.json() };
  }
}
