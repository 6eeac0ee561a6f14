import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestInfrastructure, testInfrastructure } from '@throughline/testing';
import { SpanReceiver } from './support/span-receiver.js';
import { runTraced } from './support/traced-program.js';

const OWN = 'cdd01ef066bc6cf2';
const OTHER = 'deadbeefdeadbeef';

describe('messages of amqplib under a policy', () => {
  let infrastructure: TestInfrastructure;
  let receiver: SpanReceiver;
  let printed: string;

  beforeAll(async () => {
    [infrastructure, receiver] = await Promise.all([testInfrastructure(), SpanReceiver.start()]);
    printed = await runTraced('governed-messages', {
      RABBITMQ_URL: infrastructure.rabbitUrl,
      CONSTITUTIONAL_HASH: OWN,
      CONSTITUTIONAL_STRICT_MODE: 'true',
      ...receiver.environment,
    });
  }, 60_000);
  afterAll(async () => {
    await receiver.stop();
    await infrastructure.stop();
  });

  it('carry the hash of their sender; another one is refused, none is not', () => {
    expect(JSON.parse(printed)).toEqual({
      handled: [{ verdict: 'match', hash: OWN }, { verdict: 'missing' }],
      dead: OTHER,
      messageCount: 0,
    });
  });

  it('say on the spans of their handling what was found, and leave a span of the mismatch', () => {
    const levels = receiver.named('process laws').map(({ attributes }) => attributes['compliance.level']);
    expect(levels.toSorted()).toEqual(['compliant', 'non_compliant', 'unknown']);
    expect(receiver.one('constitutional.hash_mismatch')).toMatchObject({
      status: { code: 'ERROR' },
      attributes: {
        'constitutional-hash': OWN,
        'constitutional-hash.received': OTHER,
        'error.type': 'constitutional_hash_mismatch',
      },
    });
  });
});
