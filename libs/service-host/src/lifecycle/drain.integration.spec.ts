import { once } from 'node:events';
import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { Public } from '../auth/public.decorator.js';
import { temporaryHome } from '../fixtures/echo.service.js';
import { ServiceModule } from '../service.module.js';
import { ServiceLifecycle } from './service-lifecycle.js';
import { startService } from './start-service.js';

const begun = Promise.withResolvers<void>();

@Public()
@Controller('slow')
class SlowController {
  constructor(private readonly lifecycle: ServiceLifecycle) {}
  /** Under way when the service is told to end, and not done before. */
  @Get()
  async slow(): Promise<{ state: string }> {
    const aborted = once(this.lifecycle.signal, 'abort');
    begun.resolve();
    await aborted;
    await new Promise(setImmediate);
    return { state: this.lifecycle.state };
  }
}

let home: Awaited<ReturnType<typeof temporaryHome>>;
beforeAll(async () => {
  home = await temporaryHome();
});
afterAll(() => home.remove());

describe('a service that is told to end', () => {
  it('answers what is under way, takes no more, and closes', async () => {
    @Module({ imports: [ServiceModule.forRoot({ service: 'model-router' })], controllers: [SlowController] })
    class SlowModule {}
    const service = await startService(SlowModule, { port: 0 });
    const underWay = request(`${service.url}/slow`);
    await begun.promise;
    const stopped = service.stop();
    const response = await underWay;
    expect(response.statusCode).toBe(200);
    expect(await response.body.json()).toEqual({ state: 'draining' });
    await stopped;
    await expect(request(`${service.url}/health/live`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
