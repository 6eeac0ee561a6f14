import { afterEach, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { eventually, TcpProxy, testInfrastructure } from '@throughline/testing';
import { getLogger, type Logger } from '@throughline/tracing';
import { NumbersController } from '../spec-support/numbers.controller.js';
import { NumberAdded } from '../spec-support/test-messages.js';
import { TestService } from '../spec-support/test-service.js';
import { OwnQueues } from '../topology/own-queues.js';
import { BrokerSilentError } from './broker-errors.js';

const SET_UP_TIMEOUT_MS = 1_000;

// Processes and servers take their time on a busy machine.
jest.setTimeout(60_000);

afterEach(() => {
  jest.restoreAllMocks();
});

/** The errors that these loggers warn of from now on. */
function warnedErrors(loggers: readonly { readonly value: unknown }[]): () => unknown[] {
  const known = new Set(loggers.map(({ value }) => value).filter(isLogger));
  const spies = [...known].map((logger) => jest.spyOn(logger, 'warn'));
  return () => spies.flatMap(({ mock }) => mock.calls.map(([first]) => errorIn(first)));
}

const isLogger = (value: unknown): value is Logger =>
  typeof value === 'object' && value !== null && 'warn' in value && typeof value.warn === 'function';

const errorIn = (fields: unknown): unknown =>
  typeof fields === 'object' && fields !== null && 'err' in fields ? fields.err : undefined;

it('a broker that does not answer is named with what it was asked for, and asked again', async () => {
  const infrastructure = await testInfrastructure();
  const proxy = await TcpProxy.to(infrastructure.rabbitUrl);
  const loggers = jest.spyOn(getLogger(), 'child');
  const service = await TestService.start({
    service: 'unanswered',
    databaseUrl: infrastructure.databaseUrl,
    rabbitUrl: proxy.through(infrastructure.rabbitUrl),
    controllers: [NumbersController],
    setUpTimeoutMs: SET_UP_TIMEOUT_MS,
  });
  try {
    await eventually('the service is ready', () => service.transport.isReady());
    const warned = warnedErrors(loggers.mock.results);
    const silences = () => warned().filter((error) => error instanceof BrokerSilentError);
    // The connection comes about; what is asked for on it does not arrive.
    const queues = service.get(OwnQueues);
    const declare = queues.declare.bind(queues);
    jest.spyOn(queues, 'declare').mockImplementationOnce((model, channel) => {
      proxy.become({ kind: 'stalled' });
      return declare(model, channel);
    });
    proxy.reset();
    const asked = 'has not answered within 1000 ms; it was asked for queues and exchanges';
    await eventually('its silence is logged, and what it was asked for', () =>
      silences().some(({ message }) => message.includes(asked)),
    );
    expect(new Set(silences().map(({ code }) => code))).toEqual(new Set(['broker_silent']));
    expect(service.transport.isReady()).toBe(false);
    proxy.mend();
    await eventually('the service is ready again', () => service.transport.isReady());
    await service.units.run((work) =>
      work.publish(new NumberAdded({ runId: newRunId(), value: 1, behaviour: 'fine' })),
    );
    await eventually('a message arrives', async () => (await service.numbers()).includes(1));
  } finally {
    await service.close();
    await proxy.close();
    await infrastructure.stop();
  }
});
