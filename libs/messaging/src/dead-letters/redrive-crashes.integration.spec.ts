import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { armFault, eventually, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { MendedController, NumbersController } from '../spec-support/numbers.controller.js';
import { runToItsEnd } from '../spec-support/run-to-its-end.js';
import { NumberAdded } from '../spec-support/test-messages.js';
import { TestService } from '../spec-support/test-service.js';
import { DeadLetterViews } from './dead-letter-views.js';
import { DeadLetters } from './dead-letters.service.js';

// Processes and servers take their time on a busy machine.
jest.setTimeout(60_000);

describe('a process that is killed while it redrives', () => {
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

  /** @returns the id of a dead letter of the service, which has ended */
  async function deadLetterIn(service: string): Promise<string> {
    const started = await TestService.start({ service, ...infrastructure, controllers: [NumbersController] });
    try {
      const runId = newRunId();
      await eventually('it is ready', () => started.transport.isReady());
      await started.units.run((work) =>
        work.publish(new NumberAdded({ runId, value: 1, behaviour: 'invalid-until-mended' })),
      );
      return (await started.deadLetterOfRun(runId)).id;
    } finally {
      await started.close();
    }
  }

  it.each([
    'messaging.unit.before-commit@dead-letters.decide',
    'messaging.unit.after-commit@dead-letters.decide',
    'messaging.redrive.before-confirm',
    'messaging.redrive.before-mark',
  ])('at %s: the message has its effect once, and the decision is written down once', async (point) => {
    const service = `redriving-${point.replaceAll(/[.@]/g, '-').slice(-30)}`;
    const id = await deadLetterIn(service);
    await armFault(faults, service, point);
    expect(await runToItsEnd({ service, faults, ...infrastructure }, 'redrive', id)).toBe('SIGKILL');
    const next = await TestService.start({ service, ...infrastructure, controllers: [MendedController] });
    try {
      // Whoever asked has had no answer, and asks again.
      await next.get(DeadLetters).redrive({ ids: [id], by: 'ada', reason: 'the number is mended' });
      const views = next.get(DeadLetterViews);
      await eventually('it is handled', async () => (await views.find(id)).state === 'handled');
      expect(await next.numbers()).toEqual([1]);
      const { actions, redrives } = await views.find(id);
      expect({ redrives, actions: actions.map(({ action }) => action) }).toEqual({
        redrives: 1,
        actions: ['died', 'redriven'],
      });
    } finally {
      await next.close();
    }
  });
});
