import { HeapController } from './heap.controller.js';
import { TestService } from './test-service.js';

/** A service that works through what waits for it, until it is killed. */
const { SERVICE_NAME, DATABASE_URL, RABBITMQ_URL } = process.env;
if (SERVICE_NAME === undefined || DATABASE_URL === undefined || RABBITMQ_URL === undefined)
  throw new Error('set SERVICE_NAME, DATABASE_URL and RABBITMQ_URL');

await TestService.start({
  service: SERVICE_NAME,
  databaseUrl: DATABASE_URL,
  rabbitUrl: RABBITMQ_URL,
  controllers: [HeapController],
});
