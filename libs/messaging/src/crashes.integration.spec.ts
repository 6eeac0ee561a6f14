import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { armFault, eventually, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { NumbersController } from './spec-support/numbers.controller.js';
import { NumberAdded } from './spec-support/test-messages.js';
import { runToItsEnd } from './spec-support/run-to-its-end.js';
import { TestService } from './spec-support/test-service.js';

// Processes and servers take their time on a busy machine.
jest.setTimeout(60_000);

describe('a process that is killed', () => {
  let infrastructure: TestInfrastructure;
  let faults: string;

  beforeAll(async () => {
    infrastructure = await testInfrastructure();
    faults = await mkdtemp(join(tmpdir(), 'throughline-faults-'));
  });

  afterAll(async () => {
    await infrastructure?.stop();
    await rm(faults, { recursive: true, force: true });
  });

  const run = (service: string, ...args: string[]): Promise<string> =>
    runToItsEnd({ service, faults, ...infrastructure }, ...args);

  const startConsumer = (service: string): Promise<TestService> =>
    TestService.start({ service, ...infrastructure, controllers: [NumbersController] });

  it.each([
    ['messaging.unit.before-commit', [2]],
    ['messaging.unit.after-commit', [1, 2]],
    ['messaging.relay.before-confirm', [1, 2]],
    ['messaging.relay.before-delete', [1, 2]],
  ])('at %s as a sender loses and doubles nothing', async (point, expected) => {
    const name = point.replaceAll('.', '-');
    const consumer = await startConsumer(`consumer-of-${name}`);
    try {
      await eventually('the consumer is ready', () => consumer.transport.isReady());
      await armFault(faults, `sender-${name}`, point);
      expect(await run(`sender-${name}`, 'send', '1')).toBe('SIGKILL');
      expect(await run(`sender-${name}`, 'send', '2')).toBe('0');
      await eventually('all has arrived', async () => (await consumer.numbers()).length >= expected.length);
      expect(await consumer.numbers()).toEqual(expected);
    } finally {
      await consumer.close();
    }
  });

  it.each(['messaging.unit.before-commit', 'messaging.unit.after-commit', 'messaging.consumer.before-ack'])(
    'at %s as a consumer has one effect',
    async (point) => {
      const name = `consumer-${point.replaceAll('.', '-')}`;
      // Makes the queue, so that the message has somewhere to wait.
      const before = await startConsumer(name);
      await eventually('the queue is there', () => before.transport.isReady());
      await before.transport.stopConsuming();
      await before.units.run((work) =>
        work.publish(new NumberAdded({ runId: newRunId(), value: 1, behaviour: 'fine' })),
      );
      await before.close();
      await armFault(faults, name, point);
      expect(await run(name, 'consume')).toBe('SIGKILL');
      const after = await startConsumer(name);
      try {
        await eventually('it is stored', async () => (await after.numbers()).length > 0);
        await after.units.run((work) =>
          work.publish(new NumberAdded({ runId: newRunId(), value: 2, behaviour: 'fine' })),
        );
        await eventually('the next is stored', async () => (await after.numbers()).length > 1);
        expect(await after.numbers()).toEqual([1, 2]);
      } finally {
        await after.close();
      }
    },
  );
});
