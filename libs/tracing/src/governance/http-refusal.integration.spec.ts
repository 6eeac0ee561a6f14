import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { RunningChild } from '../fixtures/running-child.js';
import { policyHash } from './policy-hash.js';

const POLICY = 'rules:\n  - name: no-secrets\n';
const OWN = policyHash(POLICY);
const OTHER = 'deadbeefdeadbeef';

describe.each(['express', 'fastify'])('applications under a policy, on %s', (adapter) => {
  const folder = mkdtempSync(join(tmpdir(), 'policy-'));
  const policyFile = join(folder, 'policy.yaml');
  let receiver: OtlpReceiver;
  let strict: RunningChild;
  let lenient: RunningChild;
  let foreign: RunningChild;

  const start = (env: Record<string, string>): Promise<RunningChild> =>
    RunningChild.start('governed-app', [adapter], {
      SERVICE_NAME: 'council',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      // Whatever is governed is kept all the same.
      OTEL_TRACES_SAMPLER: 'always_off',
      ...env,
    });

  beforeAll(async () => {
    writeFileSync(policyFile, POLICY);
    receiver = await OtlpReceiver.start();
    [strict, lenient, foreign] = await Promise.all([
      start({ CONSTITUTIONAL_POLICY_FILE: policyFile, CONSTITUTIONAL_STRICT_MODE: 'true' }),
      start({ CONSTITUTIONAL_HASH: OWN }),
      start({ CONSTITUTIONAL_HASH: OTHER, BAGGAGE_HOSTS: '127.0.0.1' }),
    ]);
  }, 60_000);
  afterAll(async () => {
    for (const app of [strict, lenient, foreign]) app?.child.kill('SIGKILL');
    await receiver.stop();
    rmSync(folder, { recursive: true });
  });

  const get = (app: RunningChild, path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${app.url}${path}`, { headers, signal: AbortSignal.timeout(5_000) });

  const ask = async (asking: RunningChild, asked: RunningChild): Promise<unknown> =>
    (await get(asking, `/ask?url=${encodeURIComponent(`${asked.url}/laws`)}`)).json();

  const metric = async (app: RunningChild, name: string): Promise<number> => {
    const text = await (await get(app, '/metrics')).text();
    return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(text)?.[1]);
  };

  it('send their hash by themselves, and take their own', async () => {
    expect(await ask(strict, lenient)).toEqual({ status: 200, body: { askedWith: OWN } });
    expect(await ask(lenient, strict)).toEqual({ status: 200, body: { askedWith: OWN } });
    expect(await metric(strict, 'constitutional_hash_mismatch')).toBe(0);
    expect(await metric(strict, 'constitutional_compliance_rate')).toBe(1);
  });

  it('refuse another hash in strict mode with 412, and count it', async () => {
    expect(await ask(foreign, strict)).toMatchObject({
      status: 412,
      body: {
        type: 'urn:throughline:error:constitutional_hash_mismatch',
        title: 'Precondition Failed',
        status: 412,
        code: 'constitutional_hash_mismatch',
        detail: expect.stringContaining(OTHER),
        retryable: false,
      },
    });
    expect(await metric(strict, 'constitutional_hash_mismatch')).toBe(1);
    expect(await metric(strict, 'constitutional_compliance_rate')).toBeLessThan(1);
  });

  it('refuse it where there is no route, too, as problem+json with the ids of the request', async () => {
    const response = await get(strict, '/nowhere', {
      'Constitutional-Hash': OTHER,
      'x-correlation-id': 'order-4711',
    });
    expect(response.status).toBe(412);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-correlation-id')).toBe('order-4711');
    expect(await response.json()).toMatchObject({ correlationId: 'order-4711' });
  });

  it('answer who brings no hash, and who brings the same in other letters', async () => {
    expect((await get(strict, '/laws')).status).toBe(200);
    expect((await get(strict, '/laws', { 'constitutional-hash': OWN.toUpperCase() })).status).toBe(200);
  });

  it('answer another hash where the mode is not strict, and count it', async () => {
    expect(await ask(foreign, lenient)).toMatchObject({ status: 200, body: { askedWith: OTHER } });
    expect(await metric(lenient, 'constitutional_hash_mismatch')).toBe(1);
  });

  it('keep their governed operations and the mismatches, whatever the sampling', async () => {
    for (const app of [strict, lenient, foreign]) expect(await app.end()).toBe(0);
    const found = receiver.received.map(({ name, attributes }) => [name, attributes['constitutional-hash']]);
    const asked = found.filter(([name]) => name === 'LawsController.ask').map(([, hash]) => hash);
    expect(asked.toSorted()).toEqual([OWN, OWN, OTHER, OTHER].toSorted());
    const mismatches = receiver.received.filter(({ name }) => name === 'constitutional.hash_mismatch');
    expect(mismatches.map(({ status }) => status.code).toSorted()).toEqual(['ERROR', 'ERROR', 'UNSET']);
    expect(mismatches[0]?.attributes).toMatchObject({
      'constitutional-hash': OWN,
      'constitutional-hash.received': OTHER,
      'compliance.level': 'non_compliant',
    });
  });
});

describe('a wrong setting of governance', () => {
  it('stops the program before it begins, and is named', async () => {
    const env = { SERVICE_NAME: 'council', CONSTITUTIONAL_STRICT_MODE: 'true', OTEL_TRACES_EXPORTER: 'none' };
    await expect(RunningChild.start('governed-app', [], env)).rejects.toThrow('the program ended with 2');
  });
});
