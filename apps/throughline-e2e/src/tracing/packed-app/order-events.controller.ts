import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload, RmqContext } from '@nestjs/microservices';
import { Database } from './database.js';

interface OrderPlaced {
  readonly id: string;
}

@Controller()
export class OrderEvents {
  constructor(private readonly database: Database) {}

  @EventPattern('order.placed')
  async placed(@Payload() { id }: OrderPlaced, @Ctx() context: unknown): Promise<void> {
    await this.database.dataSource.query('DELETE FROM orders WHERE id = $1', [id]);
    if (!(context instanceof RmqContext)) return;
    const channel: unknown = context.getChannelRef();
    if (canAcknowledge(channel)) channel.ack(context.getMessage());
  }
}

interface Acknowledging {
  ack(message: unknown): void;
}

const canAcknowledge = (channel: unknown): channel is Acknowledging =>
  typeof channel === 'object' && channel !== null && 'ack' in channel;
