import type { Type } from '@nestjs/common';
import { newRunId } from '@throughline/contracts';
import { eventually } from '@throughline/testing/eventually';
import { DeadLetters } from '../dead-letters/dead-letters.service.js';
import { MendedController, NumbersController } from './numbers.controller.js';
import { NumberAdded } from './test-messages.js';
import { TestService } from './test-service.js';

/**
 * A service that a test may kill at a fault point:
 * `send N` publishes a number, `relay` sends what is left over, `consume` handles messages until it is killed,
 * `redrive ID` sends a dead letter again, whose handler is mended.
 */
const [mode, value] = process.argv.slice(2);
const { SERVICE_NAME, DATABASE_URL, RABBITMQ_URL } = process.env;
if (SERVICE_NAME === undefined || DATABASE_URL === undefined || RABBITMQ_URL === undefined)
  throw new Error('set SERVICE_NAME, DATABASE_URL and RABBITMQ_URL');

const CONTROLLERS: Readonly<Record<string, Type[]>> = {
  consume: [NumbersController],
  redrive: [MendedController],
};

const service = await TestService.start({
  service: SERVICE_NAME,
  databaseUrl: DATABASE_URL,
  rabbitUrl: RABBITMQ_URL,
  controllers: CONTROLLERS[mode ?? ''] ?? [],
});

if (mode === 'send')
  await service.units.run((work) =>
    work.publish(new NumberAdded({ runId: newRunId(), value: Number(value), behaviour: 'fine' })),
  );

if (mode === 'redrive') {
  await eventually('it is ready', () => service.transport.isReady());
  await service.get(DeadLetters).redrive({ ids: [String(value)], by: 'ada', reason: 'the number is mended' });
}

if (mode === 'consume') await eventually('the end by a signal', () => false);

await eventually('the outbox is empty', async () => {
  const [row] = await service.dataSource.query<{ count: string }[]>('SELECT count(*) FROM outbox');
  return row?.count === '0';
});
await service.close();
