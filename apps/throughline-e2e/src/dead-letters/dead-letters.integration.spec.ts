import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId, PlanReady, portVariable } from '@throughline/contracts';
import { exchangeOf, queueOf } from '@throughline/messaging';
import {
  eventually,
  freePort,
  ServiceProcess,
  type TestInfrastructure,
  testInfrastructure,
} from '@throughline/testing';
import { type ChannelModel, connect } from 'amqplib';

const AWAY = ['plan-management', 'agent-runtime', 'git-worktree', 'verification-feedback'] as const;

// Processes and servers take their time on a busy machine.
jest.setTimeout(120_000);

describe('a dead letter of a service, seen from the gateway', () => {
  const token = randomUUID();
  const services: ServiceProcess[] = [];
  let infrastructure: TestInfrastructure;
  let home: string;
  let broker: ChannelModel;
  let gateway: string;

  beforeAll(async () => {
    infrastructure = await testInfrastructure();
    home = await mkdtemp(join(tmpdir(), 'throughline-home-'));
    await writeFile(join(home, 'token'), token, { mode: 0o600 });
    broker = await connect(infrastructure.rabbitUrl, { noDelay: true });
    const { databaseUrl: DATABASE_URL, rabbitUrl: RABBITMQ_URL } = infrastructure;
    const env: NodeJS.ProcessEnv = { THROUGHLINE_HOME: home, DATABASE_URL, RABBITMQ_URL };
    for (const service of ['api-gateway', 'workflow-orchestrator', ...AWAY] as const)
      env[portVariable(service)] = String(await freePort());
    services.push(await ServiceProcess.start('workflow-orchestrator', env));
    services.push(await ServiceProcess.start('api-gateway', env));
    gateway = `http://127.0.0.1:${String(env[portVariable('api-gateway')])}/v1/dead-letters`;
  });

  afterAll(async () => {
    await Promise.all(services.map((service) => service.kill()));
    await broker?.close();
    await infrastructure?.stop();
    await rm(home, { recursive: true, force: true });
  });

  async function ask(path: string, body?: object): Promise<unknown> {
    const response = await fetch(gateway + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.status).toBe(200);
    return response.json();
  }

  /** As the gateway lists it, or undefined. */
  async function find(runId: string): Promise<Record<string, unknown> | undefined> {
    const list = await ask(`?run=${runId}`);
    expect(list).toMatchObject({ unavailable: [...AWAY] });
    if (typeof list !== 'object' || list === null || !('deadLetters' in list)) return undefined;
    const letters: unknown[] = Array.isArray(list.deadLetters) ? list.deadLetters : [];
    const [letter] = letters;
    return typeof letter === 'object' && letter !== null ? { ...letter } : undefined;
  }

  it('is listed with its cause, redriven with a reason, dies again, and is discarded', async () => {
    const runId = newRunId();
    const channel = await broker.createConfirmChannel();
    const body = JSON.stringify({ runId, planVersion: 'one' });
    channel.publish(exchangeOf('event'), PlanReady.messageType, Buffer.from(body), {
      messageId: randomUUID(),
      persistent: true,
    });
    await channel.waitForConfirms();
    await eventually('it is listed', async () => (await find(runId)) !== undefined);
    const letter = await find(runId);
    expect(letter).toMatchObject({
      ...{ service: 'workflow-orchestrator', queue: queueOf('workflow-orchestrator', PlanReady.messageType) },
      ...{ causeCode: 'invalid_input', state: 'waiting', redrives: 0, runId },
    });
    const ids = [String(letter?.['id'])];
    const decision = { ids, by: 'ada', reason: 'it may be right by now' };
    expect(await ask('/redrive', decision)).toMatchObject({ results: [{ outcome: 'done', runId }] });
    await eventually('it has died again', async () => (await find(runId))?.['redrives'] === 1);
    await eventually('it waits again', async () => (await find(runId))?.['state'] === 'waiting');
    expect(await ask('/discard', decision)).toMatchObject({ results: [{ outcome: 'done' }] });
    expect(await ask(`/${String(ids[0])}`)).toMatchObject({
      ...{ state: 'discarded', body },
      actions: [
        { action: 'died' },
        { action: 'redriven', by: 'ada', reason: 'it may be right by now' },
        { action: 'died' },
        { action: 'discarded', by: 'ada' },
      ],
    });
  });
});
