import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it, jest } from '@jest/globals';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newRunId, SERVICES } from '@throughline/contracts';
import { ask, type Answer, type Question } from './support/answer.js';
import { calculator, git, GOAL, type Workspace } from './support/calculator.js';
import { TestPlatform } from './support/platform.js';
import { type Creation, REFUSED_CREATIONS } from './support/refused-creations.js';
import { expectRefusedTrace, lastAskedFor } from './support/refused-trace.js';
import { field, traceOf } from './support/run-trace.js';
import { storedBy } from './support/snapshot.js';
import { filesUnder } from './support/stored-files.js';
import { until } from './support/until.js';

jest.setTimeout(30_000);

let platform: TestPlatform;
let workspace: Workspace;

beforeAll(async () => {
  platform = await TestPlatform.start(17_700);
}, 120_000);

afterAll(async () => {
  await platform.stop();
}, 60_000);

beforeEach(async () => {
  workspace = await calculator();
});

afterEach(async () => {
  await rm(workspace.folder, { recursive: true, force: true });
});

const good = (): Creation => ({ goal: GOAL, repository: workspace.repository, model: workspace.model });

/** Everything that a request might leave behind, in the platform and at the person's. */
const everything = async () => ({
  platform: await storedBy(platform),
  person: await filesUnder(workspace.folder, ['.']),
});

const create = (body: string, more: Partial<Question> = {}): Promise<Answer> =>
  ask(platform, 'api-gateway', '/v1/runs', { ...more, method: 'POST', body });

const keyed = (runId: string) => ({ 'idempotency-key': runId });

function expectProblem({ status, type, json }: Answer, expected: { status: number; code: string }): string {
  expect({ status, type, json }).toEqual({
    status: expected.status,
    type: expect.stringContaining('application/problem+json'),
    json: expect.objectContaining({ ...expected, type: `urn:throughline:error:${expected.code}` }),
  });
  return String(field(json, 'detail'));
}

function commandOf({ goal, repository, base, checks = [], model }: Creation): string[] {
  const options = { '--repo': repository, '--base': base, '--model': model };
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [name, value],
  );
  return ['run', goal, ...given, ...checks.flatMap((check) => ['--check', check]), '--json'];
}

it('looks at tables and queues that a run does touch', async () => {
  const { rows, messages } = await storedBy(platform);
  expect(Object.keys(rows)).toEqual(
    expect.arrayContaining(['workflow_orchestrator.runs', 'workflow_orchestrator.outbox']),
  );
  expect(Object.keys(messages)).toEqual(
    expect.arrayContaining(['plan-management.plan.create.v1', 'plan-management.plan.create.v1.dead']),
  );
});

describe.each(REFUSED_CREATIONS)('$name', ({ spoil, status, code, says, commandCode }) => {
  it(`is refused over HTTP with ${String(status)} ${code}`, async () => {
    const creation = await spoil(good(), workspace);
    const [before, runId] = [await everything(), newRunId()];
    const detail = expectProblem(await create(JSON.stringify(creation), { headers: keyed(runId) }), {
      status,
      code,
    });
    for (const part of says) expect(detail).toMatch(part);
    await expectRefusedTrace(platform, runId);
    expect(await everything()).toEqual(before);
  });

  it(`is refused on the command line with exit code 2`, async () => {
    const creation = await spoil(good(), workspace);
    const [before, since] = [await everything(), new Date()];
    const result = await platform.cli(commandOf(creation), { cwd: workspace.folder });
    const message = String(field(field(result.json, 'error'), 'message'));
    expect({ ...result, stderr: '' }).toEqual({
      code: 2,
      stderr: '',
      stdout: `${JSON.stringify({ error: { code: commandCode ?? code, message } })}\n`,
      json: expect.anything(),
    });
    expect(result.stderr).toContain(message);
    for (const part of says) expect(message).toMatch(part);
    if (commandCode === undefined) await expectRefusedTrace(platform, await lastAskedFor(platform, since));
    expect(await everything()).toEqual(before);
  });
});

describe('a creation that the gateway refuses', () => {
  const foreign = { host: 'throughline.example', origin: 'https://throughline.example' };
  it.each([
    ['a body that is no JSON', '{ "goal": ', {}, 400, 'invalid_json', /the body is not JSON/],
    ['an empty body', '', {}, 400, 'invalid_json', /the body is not JSON/],
    ['a body that is a list', '[]', {}, 400, 'invalid_input', /\w/],
    ['an unknown field', '{"colour":"red"}', {}, 400, 'invalid_input', /colour is not known here/],
    ['an unknown limit', '{"limits":{"maxFun":1}}', {}, 400, 'invalid_input', /limits\.maxFun is not known/],
    [
      'a limit out of bounds',
      '{"limits":{"maxAttempts":99}}',
      {},
      400,
      'invalid_input',
      /limits\.maxAttempts/,
    ],
    ['a foreign Host', '{}', { host: foreign.host }, 403, 'foreign_host', /127\.0\.0\.1 or localhost/],
    ['a foreign Origin', '{}', { origin: foreign.origin }, 403, 'foreign_origin', /may not call/],
    [
      'a body that is no JSON at all',
      'goal=x',
      { 'content-type': 'text/plain' },
      415,
      'unsupported_media_type',
      /application\/json/,
    ],
  ])('%s', async (_name, spoiled, headers, status, code, says) => {
    const [before, runId] = [await everything(), newRunId()];
    const body = /^\{.*\}$/.test(spoiled) ? JSON.stringify({ ...good(), ...JSON.parse(spoiled) }) : spoiled;
    const answer = await create(body, { headers: { ...keyed(runId), ...headers } });
    expect(expectProblem(answer, { status, code })).toMatch(says);
    await expectRefusedTrace(platform, runId);
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['no token', undefined, 'missing_token'],
    ['a wrong token', 'Bearer x', 'wrong_token'],
  ])('%s, which leaves nothing in any run’s trace', async (_name, authorization, code) => {
    const [before, runId] = [await everything(), newRunId()];
    const answer = await create(JSON.stringify(good()), { headers: { ...keyed(runId), authorization } });
    expect(expectProblem(answer, { status: 401, code })).toMatch(/file "token".*Bearer TOKEN/);
    // What comes after it from somebody known has arrived: so would have its own spans.
    const known = newRunId();
    await create('{}', { headers: keyed(known) });
    await expectRefusedTrace(platform, known);
    expect((await platform.get('trace-analyzer', `/api/v3/traces/${runId}`)).status).toBe(404);
    expect(await everything()).toEqual(before);
  });

  it.each(['', 'no-uuid', '0b6cbd7e-7c43-4f5e-9d0a-1d2b3c4d5e6f'])(
    'the Idempotency-Key %j, which is no UUIDv7',
    async (key) => {
      const before = await everything();
      const answer = await create(JSON.stringify(good()), { headers: keyed(key) });
      const detail = expectProblem(answer, { status: 400, code: 'invalid_run_id' });
      expect(detail).toMatch(/the header Idempotency-Key must be a run id \(a UUIDv7/);
      expect(await everything()).toEqual(before);
    },
  );
});

describe('every service', () => {
  it.each(SERVICES)('%s lets nobody else in', async (service) => {
    const refused = async (headers: Question['headers'], status: number, code: string) =>
      expectProblem(await ask(platform, service, '/internal/traces/x/spans', { headers: headers ?? {} }), {
        status,
        code,
      });
    await refused({ authorization: undefined }, 401, 'missing_token');
    await refused({ authorization: 'Bearer wrong' }, 401, 'wrong_token');
    await refused({ host: 'throughline.example' }, 403, 'foreign_host');
    await refused({ origin: 'https://throughline.example' }, 403, 'foreign_origin');
  });
});

describe('an unknown run', () => {
  it.each([
    ['GET', ''],
    ['GET', '/trace'],
    ['GET', '/plan'],
    ['GET', '/diff'],
    ['GET', '/events'],
    ['POST', '/cancel'],
  ] as const)('%s /v1/runs/ID%s', async (method, path) => {
    const [before, runId] = [await everything(), newRunId()];
    const asked = { method, ...(method === 'POST' ? { body: '{}' } : {}) };
    const answer = await ask(platform, 'api-gateway', `/v1/runs/${runId}${path}`, asked);
    expect(expectProblem(answer, { status: 404, code: 'run_not_found' })).toContain(runId);
    const malformed = await ask(platform, 'api-gateway', `/v1/runs/no-id${path}`, asked);
    expect(expectProblem(malformed, { status: 400, code: 'invalid_run_id' })).toContain('"no-id"');
    expect(await everything()).toEqual(before);
  });

  it.each(['show', 'trace', 'cancel', 'attach'])(
    'throughline %s',
    async (command) => {
      const [before, runId] = [await everything(), newRunId()];
      const result = await platform.cli([command, runId, '--json']);
      const sentence = `there is no run ${runId}. Look for its id in the list of runs`;
      const message = `${sentence}. List the runs with: ./throughline runs`;
      expect(result).toMatchObject({
        code: 2,
        stdout: `${JSON.stringify({ error: { code: 'run_not_found', message } })}\n`,
      });
      const malformed = await platform.cli([command, 'no-id', '--json']);
      expect(malformed).toMatchObject({ code: 2, json: { error: { code: 'usage' } } });
      expect(malformed.stderr).toMatch(/"no-id" is no run id; list the runs with: \S*\/throughline runs/);
      expect(await everything()).toEqual(before);
    },
    30_000,
  );
});

describe('the key of a creation that was refused', () => {
  it('serves the next try, whose trace has both', async () => {
    const runId = newRunId();
    const wrong = JSON.stringify({ ...good(), base: 'no-such-branch' });
    expect((await create(wrong, { headers: keyed(runId) })).status).toBe(422);
    await expectRefusedTrace(platform, runId);
    expect((await create(JSON.stringify(good()), { headers: keyed(runId) })).status).toBe(202);
    const attached = await platform.cli(['attach', runId, '--json']);
    expect(attached).toMatchObject({ code: 0, json: { state: 'succeeded' } });
    await expectWholeTrace(runId);
  }, 60_000);
});

describe('the key of a run that was accepted', () => {
  it('is refused for anything else, and the run ends as if nothing had been', async () => {
    const runId = newRunId();
    const body = JSON.stringify(good());
    expect((await create(body, { headers: keyed(runId) })).status).toBe(202);
    const other = JSON.stringify({ ...good(), goal: 'Something else.' });
    const detail = expectProblem(await create(other, { headers: keyed(runId) }), {
      status: 409,
      code: 'run_id_conflict',
    });
    expect(detail).toMatch(/belongs to another run; use a new Idempotency-Key/);
    const unusable = [
      await create('{ "goal": ', { headers: keyed(runId) }),
      await create(JSON.stringify({ ...good(), colour: 'red' }), { headers: keyed(runId) }),
      await create(body, { headers: { ...keyed(runId), authorization: 'Bearer wrong' } }),
      await create(body, { headers: { ...keyed(runId), host: 'throughline.example' } }),
    ];
    expect(unusable.map(({ status }) => status)).toEqual([400, 400, 401, 403]);
    const attached = await platform.cli(['attach', runId, '--json']);
    expect(attached).toMatchObject({ code: 0, json: { state: 'succeeded', tasks: 3, attempts: 4 } });
    expect(await git(workspace.repository, 'rev-parse', `throughline/${runId}`)).toBe(
      field(attached.json, 'commit'),
    );
    await expectWholeTrace(runId);
    const before = await everything();
    expect((await create(body, { headers: keyed(runId) })).status).toBe(202);
    expect((await create(other, { headers: keyed(runId) })).status).toBe(409);
    expect((await everything()).platform.rows).toEqual(before.platform.rows);
    expect((await everything()).person).toEqual(before.person);
  }, 120_000);
});

async function expectWholeTrace(runId: string): Promise<void> {
  let trace = await traceOf(platform, runId);
  await until(async () => (trace = await traceOf(platform, runId)).report.overallStatus === 'healthy', {
    withinMs: 20_000,
    otherwise: () => trace.report.findings.join('; '),
  });
  const [root] = trace.spans.filter((span) => trace.report.roots.includes(span.spanId));
  expect(root?.status.code).not.toBe('ERROR');
  const file = await readFile(join(platform.home, 'traces', `${runId}.jsonl`), 'utf8');
  for (const { spanId } of trace.spans) expect(file).toContain(spanId);
}
