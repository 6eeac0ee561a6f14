import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitsOfWork } from '@throughline/persistence';
import { ServiceClient } from '@throughline/service-client';
import { PlanView } from '@throughline/contracts';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { DataSource } from 'typeorm';
import { request } from 'undici';
import { TOKEN, temporaryHome } from '../fixtures/echo.service.js';
import { ServiceModule } from '../service.module.js';
import { type RunningService, startService } from './start-service.js';

@Controller('v1/database')
class DatabaseController {
  constructor(
    private readonly database: DataSource,
    private readonly units: UnitsOfWork,
    private readonly client: ServiceClient,
  ) {}
  @Get('schema')
  async schema(): Promise<unknown> {
    const [row] = await this.database.query<unknown[]>('SELECT current_schema() AS schema');
    return row;
  }
  /** What no service may do: ask another one while its own transaction is open. */
  @Get('call-inside')
  callInside(): Promise<PlanView> {
    return this.units.run(() => this.client.get('plan-management', '/v1/runs/x/plan', PlanView));
  }
}

const tables = { entities: [], migrations: [] };
const headers = { authorization: `Bearer ${TOKEN}` };
let infrastructure: TestInfrastructure;
let home: Awaited<ReturnType<typeof temporaryHome>>;
let service: RunningService;

beforeAll(async () => {
  infrastructure = await testInfrastructure();
  home = await temporaryHome();
  process.env['DATABASE_URL'] = infrastructure.databaseUrl;
  process.env['RABBITMQ_URL'] = infrastructure.rabbitUrl;
  const options = { service: 'plan-management', database: tables, messaging: true, jobs: true } as const;
  @Module({ imports: [ServiceModule.forRoot(options)], controllers: [DatabaseController] })
  class WholeModule {}
  service = await startService(WholeModule, { port: 0 });
  // Servers of the test's own take their time on a busy machine.
}, 60_000);
afterAll(async () => {
  await service.stop();
  await home.remove();
  await infrastructure.stop();
});

const get = async (path: string) => {
  const response = await request(`${service.url}${path}`, { headers });
  return { status: response.statusCode, body: await response.body.json() };
};

/** Asks until the broker's connection, which comes up on its own, is there. */
async function readiness(until: number): Promise<Awaited<ReturnType<typeof get>>> {
  for (;;) {
    const answer = await get('/health/ready');
    if (answer.status === until) return answer;
  }
}

describe('a service with a database, messages and jobs', () => {
  it('is ready when all of them can be used', async () => {
    const up = { status: 'up' };
    expect((await readiness(200)).body).toMatchObject({ status: 'ok', info: { database: up, broker: up } });
  });
  it('works in a schema of its own', async () => {
    expect(await get('/v1/database/schema')).toEqual({ status: 200, body: { schema: 'plan_management' } });
  });
  it('has nothing unsent or unfinished for a run that it does not know', async () => {
    const { body } = await get('/internal/traces/01930000-0000-7000-8000-000000000001/spans');
    expect(body).toMatchObject({ unsentMessages: 0, unfinishedJobs: 0, live: 0 });
  });
  it('refuses to call another service inside a unit of work', async () => {
    expect(await get('/v1/database/call-inside')).toMatchObject({
      status: 500,
      body: { code: 'call_inside_unit_of_work' },
    });
  });
});
