import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { RunningChild } from '../fixtures/running-child.js';

describe('TracingModule in the life of a process', () => {
  let receiver: OtlpReceiver;
  let app: RunningChild | undefined;

  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
  });
  afterEach(async () => {
    app?.child.kill('SIGKILL');
    await receiver.stop();
  });

  /** With a queue that nothing leaves by itself. */
  async function start(program: string, args: readonly string[] = [], nodeOptions?: readonly string[]) {
    const env = {
      SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '3600000',
    };
    app = await RunningChild.start(program, args, env, nodeOptions);
    return app;
  }
  const names = (): string[] => receiver.received.map(({ name }) => name);

  it('exports what has ended at a SIGTERM that nobody handles, and ends of it all the same', async () => {
    const { child, url } = await start('nest-app', ['express']);
    await fetch(`${url}/orders/1/headers`);
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    await ended;
    expect({ code: child.exitCode, signal: child.signalCode }).toEqual({ code: null, signal: 'SIGTERM' });
    expect(names()).toContain('GET /orders/:id/headers');
  });

  it('works in an application of messages alone', async () => {
    const running = await start('nest-microservice');
    expect(running.first).toMatchObject({ answer: { isTraced: true } });
    expect(await running.end()).toBe(0);
    expect(names()).toContain('stock.count');
  });

  it('starts tracing where the preload was forgotten, and says what to do', async () => {
    const running = await start('nest-app', ['express'], []);
    const response = await fetch(`${running.url}/orders/1/headers`);
    expect(response.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await running.end()).toBe(0);
    expect(running.stderr).toContain('--import @throughline/tracing/preload');
  });
});
