import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newRunId } from '@throughline/contracts';
import { eventually, type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import {
  initializeTracing,
  metricsText,
  newSpanId,
  runContext,
  setConstitutionalHash,
  setGovernanceMode,
  traceIdOf,
  type TracingHandle,
} from '@throughline/tracing';
import { v7 } from 'uuid';
import { BrokerPeer } from './spec-support/broker-peer.js';
import { NumbersController } from './spec-support/numbers.controller.js';
import { AddNumber, NumberAdded } from './spec-support/test-messages.js';
import { TestService } from './spec-support/test-service.js';
import { exchangeOf } from './topology/names.js';

const EVENTS = exchangeOf('event');
const OWN = 'cdd01ef066bc6cf2';
const OTHER = 'deadbeefdeadbeef';

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('messages under a policy', () => {
  let infrastructure: TestInfrastructure;
  let tracing: TracingHandle;
  let service: TestService;
  let controller: NumbersController;
  let peer: BrokerPeer;

  beforeAll(async () => {
    process.env['OTEL_TRACES_EXPORTER'] = 'none';
    tracing = initializeTracing({ serviceName: 'governed' });
    setConstitutionalHash(OWN);
    infrastructure = await testInfrastructure();
    const controllers = [NumbersController];
    service = await TestService.start({ service: 'governed', ...infrastructure, controllers });
    controller = service.get(NumbersController);
    peer = await BrokerPeer.connect(infrastructure.rabbitUrl);
    await eventually('the service is ready', () => service.transport.isReady());
  });

  afterEach(async () => {
    setGovernanceMode({ validates: true, isStrict: false });
    controller.spans.length = 0;
    await service.dataSource.query('TRUNCATE numbers');
  });

  afterAll(async () => {
    setConstitutionalHash(undefined);
    await peer?.close();
    await service?.close();
    await infrastructure?.stop();
    await tracing?.shutdown();
  });

  async function publish(value: number, hash?: string): Promise<string> {
    const runId = newRunId();
    await peer.publish(
      EVENTS,
      NumberAdded.messageType,
      JSON.stringify({ runId, value, behaviour: 'fine' }),
      v7(),
      {
        traceparent: `00-${traceIdOf(runId)}-${newSpanId()}-01`,
        ...(hash === undefined ? {} : { 'constitutional-hash': hash }),
      },
    );
    return runId;
  }

  const stored = (count: number): Promise<void> =>
    eventually(`${count} numbers are stored`, async () => (await service.numbers()).length >= count);

  const metric = async (name: string): Promise<number> =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(await metricsText())?.[1]);

  it('carry its hash, which the spans of their handlers show', async () => {
    const runId = newRunId();
    const message = new AddNumber({ runId, value: 30 });
    await service.units.run((work) => work.publish(message, { parent: runContext(runId) }));
    await stored(2);
    const marked = { 'constitutional-hash': OWN, 'compliance.level': 'compliant' };
    expect(controller.spans).toHaveLength(2);
    for (const span of controller.spans) expect(span).toMatchObject({ attributes: marked });
  });

  it('of another policy are counted and marked, and handled all the same', async () => {
    const before = await metric('constitutional_hash_mismatch');
    await publish(1, OTHER);
    await stored(1);
    expect(controller.spans[0]).toMatchObject({
      attributes: { 'compliance.level': 'non_compliant', 'constitutional-hash.received': OTHER },
    });
    expect(await metric('constitutional_hash_mismatch')).toBe(before + 1);
    expect(await metric('constitutional_compliance_rate')).toBeLessThan(1);
  });

  it('of another policy are dead letters in strict mode, untouched, with the cause', async () => {
    setGovernanceMode({ validates: true, isStrict: true });
    const before = await metric('constitutional_hash_mismatch');
    const refused = await publish(2, OTHER);
    const dead = await service.deadLetterOfRun(refused);
    expect(dead).toMatchObject({
      causeCode: 'constitutional_hash_mismatch',
      cause: expect.stringContaining(OTHER),
      headers: { 'constitutional-hash': OTHER },
    });
    expect(JSON.parse(dead.body)).toMatchObject({ value: 2 });
    expect(await metric('constitutional_hash_mismatch')).toBe(before + 1);
    await publish(3, OWN);
    await publish(4);
    await stored(2);
    expect(await service.numbers()).toEqual([3, 4]);
    expect(await service.waitingDeadLetters()).toHaveLength(1);
  });
});
