import { newRunId } from '@throughline/contracts';
import { eventually } from '@throughline/testing/eventually';
import { NumbersController } from './numbers.controller.js';
import { NumberAdded } from './test-messages.js';
import { TestService } from './test-service.js';

/**
 * A service that a test may kill at a fault point:
 * `send N` publishes a number, `relay` sends what is left over, `consume` handles messages until it is killed.
 */
const [mode, value] = process.argv.slice(2);
const { SERVICE_NAME, DATABASE_URL, RABBITMQ_URL } = process.env;
if (SERVICE_NAME === undefined || DATABASE_URL === undefined || RABBITMQ_URL === undefined)
  throw new Error('set SERVICE_NAME, DATABASE_URL and RABBITMQ_URL');

const service = await TestService.start({
  service: SERVICE_NAME,
  databaseUrl: DATABASE_URL,
  rabbitUrl: RABBITMQ_URL,
  controllers: mode === 'consume' ? [NumbersController] : [],
});

if (mode === 'send')
  await service.units.run((work) =>
    work.publish(new NumberAdded({ runId: newRunId(), value: Number(value), behaviour: 'fine' })),
  );

if (mode === 'consume') await eventually('the end by a signal', () => false);

await eventually('the outbox is empty', async () => {
  const [row] = await service.dataSource.query<{ count: string }[]>('SELECT count(*) FROM outbox');
  return row?.count === '0';
});
await service.close();
